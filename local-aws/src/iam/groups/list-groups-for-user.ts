import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeGroup } from '../describe.js';
import { findGroup, findUser } from '../find.js';
import { userNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the groups that a user is in. */
export const listGroupsForUser: Operation<ListGroupsForUserRequest, ListGroupsForUserResponse> = {
  needs: (input, call) => [userNeed('ListGroupsForUser', input.UserName, call)],

  run(input, { aws }) {
    const { groups = [] } = findUser(aws, input.UserName);
    const { items, end } = page(groups, (name) => name, input);
    return { Groups: items.map((name) => describeGroup(aws.iam, findGroup(aws, name))), ...end };
  },
};
