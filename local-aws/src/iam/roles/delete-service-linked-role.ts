import { randomUUID } from 'node:crypto';
import type { DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { invalidInput } from '../errors.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { replaceTrustedPrincipal } from '../trusted-principals.js';

/** Deletes a service-linked role. AWS does it in a task that may take a while; here it is done at once. */
export const deleteServiceLinkedRole: Operation<
  DeleteServiceLinkedRoleRequest,
  DeleteServiceLinkedRoleResponse
> = {
  needs: (input, call) => [roleNeed('DeleteServiceLinkedRole', input.RoleName, call)],

  run({ RoleName }, { aws }) {
    const { iam } = aws;
    const role = findRole(aws, RoleName);
    if (role.linkedTo === undefined) throw invalidInput(`Role ${role.name} is not a service-linked role.`);
    const DeletionTaskId = `task${role.path}${role.name}/${randomUUID()}`;
    iam.putDeletionTask(DeletionTaskId);
    iam.deleteRole(role.name);
    replaceTrustedPrincipal(iam, iam.roleArn(role), role.id);
    return { DeletionTaskId };
  },
};
