import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { listInline } from '../inline-policies.js';
import { roleNeed } from '../needs.js';

/** Lists the names of a role's inline policies. */
export const listRolePolicies: Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> = {
  needs: (input, call) => [roleNeed('ListRolePolicies', input.RoleName, call)],
  run: (input, { aws }) => listInline(findRole(aws, input.RoleName), input),
};
