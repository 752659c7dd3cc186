import type { UpdateRoleRequest, UpdateRoleResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Changes the description of a role and how long its sessions may last; what is not given stays (recorded on AWS). */
export const updateRole: Operation<UpdateRoleRequest, UpdateRoleResponse> = {
  needs: (input, call) => [roleNeed('UpdateRole', input.RoleName, call)],

  run({ RoleName, Description, MaxSessionDuration }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    aws.iam.putRole({
      ...role,
      description: Description ?? role.description,
      maxSessionDuration: MaxSessionDuration ?? role.maxSessionDuration,
    });
    return {};
  },
};
