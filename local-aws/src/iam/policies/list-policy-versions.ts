import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeVersion } from '../describe.js';
import { findPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { page } from '../paging.js';
import { versionKey } from './version-order.js';

/** Lists the versions of a managed policy, the newest first, without their documents. */
export const listPolicyVersions: Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  needs: (input, call) => [policyNeed('ListPolicyVersions', input.PolicyArn, call)],

  run(input, { aws }) {
    const policy = findPolicy(aws, input.PolicyArn);
    const { items, end } = page(policy.versions, versionKey, input);
    return { Versions: items.map((version) => describeVersion(policy, version)), ...end };
  },
};
