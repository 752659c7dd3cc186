import type { GetRolePolicyRequest, GetRolePolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { describeInline } from '../inline-policies.js';
import { roleNeed } from '../needs.js';

/** Shows an inline policy of a role. */
export const getRolePolicy: Operation<GetRolePolicyRequest, GetRolePolicyResponse> = {
  needs: (input, call) => [roleNeed('GetRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName = '' }, { aws }) {
    const role = findRole(aws, RoleName);
    return { RoleName: role.name, ...describeInline(role, PolicyName, 'role') };
  },
};
