import type { DeleteUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { withoutInline } from '../inline-policies.js';
import { userNeed } from '../needs.js';

/** Deletes an inline policy of a user. */
export const deleteUserPolicy: Operation<DeleteUserPolicyRequest, void> = {
  needs: (input, call) => [userNeed('DeleteUserPolicy', input.UserName, call)],

  run({ UserName, PolicyName = '' }, { aws }) {
    const user = findUser(aws, UserName);
    aws.iam.putUser({ ...user, inline: withoutInline(user, PolicyName, 'user') });
  },
};
