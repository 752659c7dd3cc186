import type { AttachGroupPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { withAttached } from '../attached-policies.js';
import { findGroup } from '../find.js';
import { groupNeed } from '../needs.js';

/** Attaches a managed policy to a group. Attaching it again changes nothing. */
export const attachGroupPolicy: Operation<AttachGroupPolicyRequest, void> = {
  needs: ({ GroupName, PolicyArn = '' }, call) => [
    groupNeed('AttachGroupPolicy', GroupName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ GroupName, PolicyArn = '' }, { aws }) {
    const group = findGroup(aws, GroupName);
    aws.iam.putGroup({ ...group, attached: withAttached(aws, group, PolicyArn, 'PoliciesPerGroup') });
  },
};
