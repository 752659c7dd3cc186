import type { ListUsersRequest, ListUsersResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeUser } from '../describe.js';
import { listNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the users, without tags and boundary, as AWS does. */
export const listUsers: Operation<ListUsersRequest, ListUsersResponse> = {
  needs: (input, call) => [listNeed('ListUsers', 'user', input.PathPrefix, call)],

  run(input, { aws }) {
    const { PathPrefix = '/' } = input;
    const users = aws.iam.users().filter(({ path }) => path.startsWith(PathPrefix));
    const { items, end } = page(users, ({ name }) => name, input);
    return { Users: items.map((user) => describeUser(aws.iam, user)), ...end };
  },
};
