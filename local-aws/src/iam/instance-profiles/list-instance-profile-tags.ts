import type { ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { page } from '../paging.js';
import { findProfile, profileNeed } from './profiles.js';

/** Lists the tags of an instance profile, by key. */
export const listInstanceProfileTags: Operation<
  ListInstanceProfileTagsRequest,
  ListInstanceProfileTagsResponse
> = {
  needs: (input, call) => [profileNeed('ListInstanceProfileTags', input.InstanceProfileName, call)],

  run(input, { aws }) {
    const { tags } = findProfile(aws, input.InstanceProfileName);
    const { items, end } = page(tags, ({ Key }) => Key, input);
    return { Tags: items, ...end };
  },
};
