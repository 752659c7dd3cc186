import type { ListUserPoliciesRequest, ListUserPoliciesResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { listInline } from '../inline-policies.js';
import { userNeed } from '../needs.js';

/** Lists the names of a user's inline policies. */
export const listUserPolicies: Operation<ListUserPoliciesRequest, ListUserPoliciesResponse> = {
  needs: (input, call) => [userNeed('ListUserPolicies', input.UserName, call)],
  run: (input, { aws }) => listInline(findUser(aws, input.UserName), input),
};
