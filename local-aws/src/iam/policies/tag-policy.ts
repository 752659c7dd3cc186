import type { TagPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { EXACT_KEYS, requestTagContext, withTags } from '../tags.js';

/** Adds tags to a managed policy, or replaces their values. */
export const tagPolicy: Operation<TagPolicyRequest, void> = {
  needs: (input, call) => [policyNeed('TagPolicy', input.PolicyArn, call, requestTagContext(input.Tags))],

  run({ PolicyArn, Tags }, { aws }) {
    const policy = findOwnPolicy(aws, PolicyArn);
    aws.iam.putPolicy({ ...policy, tags: withTags(policy.tags, Tags, EXACT_KEYS) });
  },
};
