import type { AttachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findAttachablePolicy, findRole } from './find.js';
import { roleNeed } from './needs.js';
import { checkQuota } from './quotas.js';

/** Attaches a managed policy to a role. Attaching it again changes nothing. */
export const attachRolePolicy: Operation<AttachRolePolicyRequest, void> = {
  needs: ({ RoleName, PolicyArn = '' }, call) => [
    roleNeed('AttachRolePolicy', RoleName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ RoleName, PolicyArn = '' }, { aws }) {
    const role = findRole(aws, RoleName);
    findAttachablePolicy(aws, PolicyArn);
    if (role.attached.includes(PolicyArn)) return;
    checkQuota('PoliciesPerRole', role.attached.length + 1);
    aws.iam.putRole({ ...role, attached: [...role.attached, PolicyArn] });
  },
};
