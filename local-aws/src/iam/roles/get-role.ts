import type { GetRoleRequest, GetRoleResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeBoundary, describeRole, describeTags } from '../describe.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Shows a role with all that IAM knows of it. Nothing here records when a role was last used. */
export const getRole: Operation<GetRoleRequest, GetRoleResponse> = {
  needs: (input, call) => [roleNeed('GetRole', input.RoleName, call)],

  run({ RoleName }, { aws }) {
    const role = findRole(aws, RoleName);
    return {
      Role: {
        ...describeRole(aws.iam, role),
        Description: role.description,
        MaxSessionDuration: role.maxSessionDuration,
        ...describeBoundary(role),
        ...describeTags(role.tags),
        RoleLastUsed: {},
      },
    };
  },
};
