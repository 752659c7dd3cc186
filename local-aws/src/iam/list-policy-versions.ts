import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { describeVersion } from './describe.js';
import { findPolicy } from './find.js';
import { policyNeed } from './needs.js';
import { page } from './paging.js';

/** Lists the versions of a managed policy, the newest first, without their documents. */
export const listPolicyVersions: Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  needs: (input, call) => [policyNeed('ListPolicyVersions', input.PolicyArn, call)],

  run(input, { aws }) {
    const policy = findPolicy(aws, input.PolicyArn);
    const newestFirst = ({ id }: { id: string }) => String(1_000_000_000 - Number(id.slice(1)));
    const { items, end } = page(policy.versions, newestFirst, input);
    return { Versions: items.map((version) => describeVersion(policy, version)), ...end };
  },
};
