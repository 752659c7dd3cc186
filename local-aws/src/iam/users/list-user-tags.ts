import type { ListUserTagsRequest, ListUserTagsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the tags of a user, by key. */
export const listUserTags: Operation<ListUserTagsRequest, ListUserTagsResponse> = {
  needs: (input, call) => [userNeed('ListUserTags', input.UserName, call)],

  run(input, { aws }) {
    const { items, end } = page(findUser(aws, input.UserName).tags, ({ Key }) => Key, input);
    return { Tags: items, ...end };
  },
};
