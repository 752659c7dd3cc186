import type { ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { listAttached } from '../attached-policies.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';

/** Lists the managed policies of a user, by name. */
export const listAttachedUserPolicies: Operation<
  ListAttachedUserPoliciesRequest,
  ListAttachedUserPoliciesResponse
> = {
  needs: (input, call) => [userNeed('ListAttachedUserPolicies', input.UserName, call)],
  run: (input, { aws }) => listAttached(findUser(aws, input.UserName), input),
};
