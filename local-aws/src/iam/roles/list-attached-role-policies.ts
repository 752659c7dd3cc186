import type { ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { listAttached } from '../attached-policies.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Lists the managed policies of a role, by name. */
export const listAttachedRolePolicies: Operation<
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse
> = {
  needs: (input, call) => [roleNeed('ListAttachedRolePolicies', input.RoleName, call)],
  run: (input, { aws }) => listAttached(findRole(aws, input.RoleName), input),
};
