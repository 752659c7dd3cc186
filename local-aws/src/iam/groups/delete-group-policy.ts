import type { DeleteGroupPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup } from '../find.js';
import { withoutInline } from '../inline-policies.js';
import { groupNeed } from '../needs.js';

/** Deletes an inline policy of a group. */
export const deleteGroupPolicy: Operation<DeleteGroupPolicyRequest, void> = {
  needs: (input, call) => [groupNeed('DeleteGroupPolicy', input.GroupName, call)],

  run({ GroupName, PolicyName = '' }, { aws }) {
    const group = findGroup(aws, GroupName);
    aws.iam.putGroup({ ...group, inline: withoutInline(group, PolicyName, 'group') });
  },
};
