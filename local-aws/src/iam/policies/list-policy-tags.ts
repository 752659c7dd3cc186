import type { ListPolicyTagsRequest, ListPolicyTagsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { page } from '../paging.js';

/** Lists the tags of a managed policy, by key. */
export const listPolicyTags: Operation<ListPolicyTagsRequest, ListPolicyTagsResponse> = {
  needs: (input, call) => [policyNeed('ListPolicyTags', input.PolicyArn, call)],

  run(input, { aws }) {
    const { items, end } = page(findPolicy(aws, input.PolicyArn).tags, ({ Key }) => Key, input);
    return { Tags: items, ...end };
  },
};
