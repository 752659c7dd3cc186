import type { ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findRole } from './find.js';
import { roleNeed } from './needs.js';
import { page } from './paging.js';

/** Lists the managed policies of a role, by name. */
export const listAttachedRolePolicies: Operation<
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse
> = {
  needs: (input, call) => [roleNeed('ListAttachedRolePolicies', input.RoleName, call)],

  run(input, { aws }) {
    const { PathPrefix = '/' } = input;
    const attached = findRole(aws, input.RoleName).attached.flatMap((PolicyArn) => {
      const policy = aws.iam.policy(PolicyArn);
      return policy?.path.startsWith(PathPrefix) ? [{ PolicyName: policy.name, PolicyArn }] : [];
    });
    const { items, end } = page(attached, ({ PolicyName, PolicyArn }) => `${PolicyName} ${PolicyArn}`, input);
    return { AttachedPolicies: items, ...end };
  },
};
