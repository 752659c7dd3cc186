import type { DetachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withoutAttached } from '../attached-policies.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Detaches a managed policy from a role. */
export const detachRolePolicy: Operation<DetachRolePolicyRequest, void> = {
  needs: ({ RoleName, PolicyArn = '' }, call) => [
    roleNeed('DetachRolePolicy', RoleName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ RoleName, PolicyArn = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    aws.iam.putRole({ ...role, attached: withoutAttached(role, PolicyArn) });
  },
};
