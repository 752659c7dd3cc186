import type { AttachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withAttached } from '../attached-policies.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Attaches a managed policy to a role. Attaching it again changes nothing. */
export const attachRolePolicy: Operation<AttachRolePolicyRequest, void> = {
  needs: ({ RoleName, PolicyArn = '' }, call) => [
    roleNeed('AttachRolePolicy', RoleName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ RoleName, PolicyArn = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    aws.iam.putRole({ ...role, attached: withAttached(aws, role, PolicyArn, 'PoliciesPerRole') });
  },
};
