import type { DeleteRoleRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { replaceTrustedPrincipal } from '../trusted-principals.js';

/** Deletes a role that has no policies any more. Until that has propagated, services still assume it. */
export const deleteRole: Operation<DeleteRoleRequest, void> = {
  needs: (input, call) => [roleNeed('DeleteRole', input.RoleName, call)],

  run({ RoleName }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    if (aws.iam.profiles.ofRole(role.name).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    if (role.attached.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(role.inline).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    aws.iam.deleteRole(role.name);
    replaceTrustedPrincipal(aws.iam, aws.iam.roleArn(role), role.id);
  },
};
