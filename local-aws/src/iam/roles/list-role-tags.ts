import type { ListRoleTagsRequest, ListRoleTagsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the tags of a role, by key. */
export const listRoleTags: Operation<ListRoleTagsRequest, ListRoleTagsResponse> = {
  needs: (input, call) => [roleNeed('ListRoleTags', input.RoleName, call)],

  run(input, { aws }) {
    const { items, end } = page(findRole(aws, input.RoleName).tags, ({ Key }) => Key, input);
    return { Tags: items, ...end };
  },
};
