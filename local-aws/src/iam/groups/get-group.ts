import type { GetGroupRequest, GetGroupResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeGroup, describeUser } from '../describe.js';
import { findGroup } from '../find.js';
import { groupNeed } from '../needs.js';
import { page } from '../paging.js';

/** Shows a group and, page by page, its members. */
export const getGroup: Operation<GetGroupRequest, GetGroupResponse> = {
  needs: (input, call) => [groupNeed('GetGroup', input.GroupName, call)],

  run(input, { aws }) {
    const { iam } = aws;
    const group = findGroup(aws, input.GroupName);
    const { items, end } = page(iam.membersOf(group.name), ({ name }) => name, input);
    const Users = items.map((user) => describeUser(iam, user));
    return { Group: describeGroup(iam, group), Users, ...end };
  },
};
