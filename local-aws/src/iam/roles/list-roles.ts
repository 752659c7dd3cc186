import type { ListRolesRequest, ListRolesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeRole } from '../describe.js';
import { listNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the roles, without tags, boundary and last use, as AWS does. */
export const listRoles: Operation<ListRolesRequest, ListRolesResponse> = {
  needs: (input, call) => [listNeed('ListRoles', 'role', input.PathPrefix, call)],

  run(input, { aws }) {
    const { PathPrefix = '/' } = input;
    const roles = aws.iam.roles().filter(({ path }) => path.startsWith(PathPrefix));
    const { items, end } = page(roles, ({ name }) => name, input);
    const Roles = items.map((role) => ({
      ...describeRole(aws.iam, role),
      Description: role.description,
      MaxSessionDuration: role.maxSessionDuration,
    }));
    return { Roles, ...end };
  },
};
