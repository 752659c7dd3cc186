import type { ListRolesRequest, ListRolesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { describeRole } from './describe.js';
import { iamArn } from './ids.js';
import { page } from './paging.js';

/** Lists the roles, without tags, boundary and last use, as AWS does. */
export const listRoles: Operation<ListRolesRequest, ListRolesResponse> = {
  needs({ PathPrefix = '/' }, { aws }) {
    return [{ action: 'iam:ListRoles', resource: '*', shownAs: iamArn(aws.account, 'role', PathPrefix, '') }];
  },

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
