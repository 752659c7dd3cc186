import type { UntagPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { EXACT_KEYS, withoutTags } from '../tags.js';

/** Takes tags off a managed policy. A key that is not there is no error. */
export const untagPolicy: Operation<UntagPolicyRequest, void> = {
  needs: ({ PolicyArn, TagKeys = [] }, call) => [
    policyNeed('UntagPolicy', PolicyArn, call, { 'aws:TagKeys': TagKeys }),
  ],

  run({ PolicyArn, TagKeys }, { aws }) {
    const policy = findOwnPolicy(aws, PolicyArn);
    aws.iam.putPolicy({ ...policy, tags: withoutTags(policy.tags, TagKeys, EXACT_KEYS) });
  },
};
