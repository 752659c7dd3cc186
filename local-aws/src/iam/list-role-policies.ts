import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findRole } from './find.js';
import { roleNeed } from './needs.js';
import { page } from './paging.js';

/** Lists the names of a role's inline policies. */
export const listRolePolicies: Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> = {
  needs: (input, call) => [roleNeed('ListRolePolicies', input.RoleName, call)],

  run(input, { aws }) {
    const names = Object.keys(findRole(aws, input.RoleName).inline);
    const { items, end } = page(names, (name) => name, input);
    return { PolicyNames: items, ...end };
  },
};
