import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeGroup } from '../describe.js';
import { listNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the groups. */
export const listGroups: Operation<ListGroupsRequest, ListGroupsResponse> = {
  needs: (input, call) => [listNeed('ListGroups', 'group', input.PathPrefix, call)],

  run(input, { aws }) {
    const { PathPrefix = '/' } = input;
    const groups = aws.iam.groups().filter(({ path }) => path.startsWith(PathPrefix));
    const { items, end } = page(groups, ({ name }) => name, input);
    return { Groups: items.map((group) => describeGroup(aws.iam, group)), ...end };
  },
};
