import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describePolicy } from '../describe.js';
import { findPolicy } from '../find.js';
import { policyNeed } from '../needs.js';

/** Shows a managed policy, but not its document: that is a version's. */
export const getPolicy: Operation<GetPolicyRequest, GetPolicyResponse> = {
  needs: (input, call) => [policyNeed('GetPolicy', input.PolicyArn, call)],

  run({ PolicyArn = '' }, { aws }) {
    const policy = findPolicy(aws, PolicyArn);
    const uses = aws.iam.policyUses().get(PolicyArn);
    return {
      Policy: {
        ...describePolicy(PolicyArn, policy, uses),
        Description: policy.description,
        Tags: [...policy.tags],
      },
    };
  },
};
