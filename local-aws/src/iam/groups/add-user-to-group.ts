import type { AddUserToGroupRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup, findUser } from '../find.js';
import { groupNeed } from '../needs.js';
import { checkQuota } from '../quotas.js';

/** Puts a user into a group. Doing it again changes nothing. */
export const addUserToGroup: Operation<AddUserToGroupRequest, void> = {
  needs: (input, call) => [groupNeed('AddUserToGroup', input.GroupName, call)],

  run({ GroupName, UserName }, { aws }) {
    const user = findUser(aws, UserName);
    const group = findGroup(aws, GroupName);
    const { groups = [] } = user;
    if (groups.includes(group.name)) return;
    checkQuota('GroupsPerUser', groups.length + 1);
    aws.iam.putUser({ ...user, groups: [...groups, group.name] });
  },
};
