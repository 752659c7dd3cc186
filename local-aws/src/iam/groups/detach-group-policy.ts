import type { DetachGroupPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withoutAttached } from '../attached-policies.js';
import { findGroup } from '../find.js';
import { groupNeed } from '../needs.js';

/** Detaches a managed policy from a group. */
export const detachGroupPolicy: Operation<DetachGroupPolicyRequest, void> = {
  needs: ({ GroupName, PolicyArn = '' }, call) => [
    groupNeed('DetachGroupPolicy', GroupName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ GroupName, PolicyArn = '' }, { aws }) {
    const group = findGroup(aws, GroupName);
    aws.iam.putGroup({ ...group, attached: withoutAttached(group, PolicyArn) });
  },
};
