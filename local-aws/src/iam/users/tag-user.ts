import type { TagUserRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';
import { requestTagContext, withTags } from '../tags.js';

/** Adds tags to a user, or replaces their values. */
export const tagUser: Operation<TagUserRequest, void> = {
  needs: (input, call) => [userNeed('TagUser', input.UserName, call, requestTagContext(input.Tags))],

  run({ UserName, Tags }, { aws }) {
    const user = findUser(aws, UserName);
    aws.iam.putUser({ ...user, tags: withTags(user.tags, Tags) });
  },
};
