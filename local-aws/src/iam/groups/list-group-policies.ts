import type { ListGroupPoliciesRequest, ListGroupPoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findGroup } from '../find.js';
import { listInline } from '../inline-policies.js';
import { groupNeed } from '../needs.js';

/** Lists the names of a group's inline policies. */
export const listGroupPolicies: Operation<ListGroupPoliciesRequest, ListGroupPoliciesResponse> = {
  needs: (input, call) => [groupNeed('ListGroupPolicies', input.GroupName, call)],
  run: (input, { aws }) => listInline(findGroup(aws, input.GroupName), input),
};
