import type { DetachUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withoutAttached } from '../attached-policies.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';

/** Detaches a managed policy from a user. */
export const detachUserPolicy: Operation<DetachUserPolicyRequest, void> = {
  needs: ({ UserName, PolicyArn = '' }, call) => [
    userNeed('DetachUserPolicy', UserName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ UserName, PolicyArn = '' }, { aws }) {
    const user = findUser(aws, UserName);
    aws.iam.putUser({ ...user, attached: withoutAttached(user, PolicyArn) });
  },
};
