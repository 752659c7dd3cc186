import type { GetGroupPolicyRequest, GetGroupPolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup } from '../find.js';
import { describeInline } from '../inline-policies.js';
import { groupNeed } from '../needs.js';

/** Shows an inline policy of a group. */
export const getGroupPolicy: Operation<GetGroupPolicyRequest, GetGroupPolicyResponse> = {
  needs: (input, call) => [groupNeed('GetGroupPolicy', input.GroupName, call)],

  run({ GroupName, PolicyName = '' }, { aws }) {
    const group = findGroup(aws, GroupName);
    return { GroupName: group.name, ...describeInline(group, PolicyName, 'group') };
  },
};
