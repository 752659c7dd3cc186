import type { PutRolePermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { checkBoundary, findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Bounds what the policies of a role may grant by a managed policy. */
export const putRolePermissionsBoundary: Operation<PutRolePermissionsBoundaryRequest, void> = {
  needs: ({ RoleName, PermissionsBoundary = '' }, call) => [
    roleNeed('PutRolePermissionsBoundary', RoleName, call, {
      'iam:PermissionsBoundary': PermissionsBoundary,
    }),
  ],

  run({ RoleName, PermissionsBoundary = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    checkBoundary(aws, PermissionsBoundary);
    aws.iam.putRole({ ...role, boundary: PermissionsBoundary });
  },
};
