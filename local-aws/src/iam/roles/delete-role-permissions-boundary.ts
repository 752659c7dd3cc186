import type { DeleteRolePermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Takes the permissions boundary off a role; that there is none is no error (decided by us). */
export const deleteRolePermissionsBoundary: Operation<DeleteRolePermissionsBoundaryRequest, void> = {
  needs: (input, call) => [roleNeed('DeleteRolePermissionsBoundary', input.RoleName, call)],

  run({ RoleName }, { aws }) {
    const { boundary: _, ...unbounded } = findOwnRole(aws, RoleName);
    aws.iam.putRole(unbounded);
  },
};
