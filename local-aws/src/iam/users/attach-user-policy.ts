import type { AttachUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withAttached } from '../attached-policies.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';

/** Attaches a managed policy to a user. Attaching it again changes nothing. */
export const attachUserPolicy: Operation<AttachUserPolicyRequest, void> = {
  needs: ({ UserName, PolicyArn = '' }, call) => [
    userNeed('AttachUserPolicy', UserName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ UserName, PolicyArn = '' }, { aws }) {
    const user = findUser(aws, UserName);
    aws.iam.putUser({ ...user, attached: withAttached(aws, user, PolicyArn, 'PoliciesPerUser') });
  },
};
