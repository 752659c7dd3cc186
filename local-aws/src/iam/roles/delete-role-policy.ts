import type { DeleteRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnRole } from '../find.js';
import { withoutInline } from '../inline-policies.js';
import { roleNeed } from '../needs.js';

/** Deletes an inline policy of a role. */
export const deleteRolePolicy: Operation<DeleteRolePolicyRequest, void> = {
  needs: (input, call) => [roleNeed('DeleteRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    aws.iam.putRole({ ...role, inline: withoutInline(role, PolicyName, 'role') });
  },
};
