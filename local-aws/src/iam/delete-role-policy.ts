import type { DeleteRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findInlinePolicy, findRole } from './find.js';
import { roleNeed } from './needs.js';

/** Deletes an inline policy of a role. */
export const deleteRolePolicy: Operation<DeleteRolePolicyRequest, void> = {
  needs: (input, call) => [roleNeed('DeleteRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName = '' }, { aws }) {
    const role = findRole(aws, RoleName);
    findInlinePolicy(role, PolicyName);
    const inline = Object.fromEntries(Object.entries(role.inline).filter(([name]) => name !== PolicyName));
    aws.iam.putRole({ ...role, inline });
  },
};
