import type { ListPoliciesRequest, ListPoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describePolicy } from '../describe.js';
import { page } from '../paging.js';
import { awsManagedPolicies } from './aws-managed-policies.js';

/** Lists the managed policies, without tags and descriptions. Without Scope, AWS's own are among them. */
export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = {
  needs: ({ PathPrefix = '/' }) => [
    { action: 'iam:ListPolicies', resource: '*', shownAs: `policy path ${PathPrefix}` },
  ],

  run(input, { aws }) {
    const { Scope = 'All', PathPrefix = '/', OnlyAttached = false, PolicyUsageFilter } = input;
    const { iam } = aws;
    const own = iam.policies().map((policy) => ({ arn: iam.policyArn(policy), policy }));
    const uses = iam.policyUses();
    const inUse = (arn: string) => {
      const { attached = 0, boundaries = 0 } = uses.get(arn) ?? {};
      if (PolicyUsageFilter === 'PermissionsBoundary') return boundaries > 0;
      if (PolicyUsageFilter === 'PermissionsPolicy') return attached > 0;
      return attached + boundaries > 0;
    };
    const wanted = [...(Scope === 'Local' ? [] : awsManagedPolicies()), ...(Scope === 'AWS' ? [] : own)]
      .filter(({ policy }) => policy.path.startsWith(PathPrefix))
      .filter(({ arn }) => inUse(arn) || (!OnlyAttached && PolicyUsageFilter === undefined));
    const { items, end } = page(wanted, ({ arn }) => arn, input);
    return { Policies: items.map(({ arn, policy }) => describePolicy(arn, policy, uses.get(arn))), ...end };
  },
};
