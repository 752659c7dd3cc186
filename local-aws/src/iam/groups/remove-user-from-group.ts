import type { RemoveUserFromGroupRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup, findUser } from '../find.js';
import { groupNeed } from '../needs.js';

/** Takes a user out of a group; that he is not in it is no error (recorded on AWS). */
export const removeUserFromGroup: Operation<RemoveUserFromGroupRequest, void> = {
  needs: (input, call) => [groupNeed('RemoveUserFromGroup', input.GroupName, call)],

  run({ GroupName, UserName }, { aws }) {
    const user = findUser(aws, UserName);
    const group = findGroup(aws, GroupName);
    const groups = (user.groups ?? []).filter((name) => name !== group.name);
    aws.iam.putUser({ ...user, groups });
  },
};
