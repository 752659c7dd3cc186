import type { UntagUserRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';
import { withoutTags } from '../tags.js';

/** Takes tags off a user. A key that is not there is no error. */
export const untagUser: Operation<UntagUserRequest, void> = {
  needs: ({ UserName, TagKeys = [] }, call) => [
    userNeed('UntagUser', UserName, call, { 'aws:TagKeys': TagKeys }),
  ],

  run({ UserName, TagKeys }, { aws }) {
    const user = findUser(aws, UserName);
    aws.iam.putUser({ ...user, tags: withoutTags(user.tags, TagKeys) });
  },
};
