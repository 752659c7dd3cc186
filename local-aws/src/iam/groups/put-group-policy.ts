import type { PutGroupPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup } from '../find.js';
import { withInline } from '../inline-policies.js';
import { groupNeed } from '../needs.js';

/** Sets an inline policy of a group. */
export const putGroupPolicy: Operation<PutGroupPolicyRequest, void> = {
  needs: (input, call) => [groupNeed('PutGroupPolicy', input.GroupName, call)],

  run({ GroupName, PolicyName = '', PolicyDocument = '' }, { aws }) {
    const group = findGroup(aws, GroupName);
    const inline = withInline(group, PolicyName, PolicyDocument, 'GroupPolicySize');
    aws.iam.putGroup({ ...group, inline });
  },
};
