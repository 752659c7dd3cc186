import type {
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { listAttached } from '../attached-policies.js';
import { findGroup } from '../find.js';
import { groupNeed } from '../needs.js';

/** Lists the managed policies of a group, by name. */
export const listAttachedGroupPolicies: Operation<
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse
> = {
  needs: (input, call) => [groupNeed('ListAttachedGroupPolicies', input.GroupName, call)],
  run: (input, { aws }) => listAttached(findGroup(aws, input.GroupName), input),
};
