import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { accountNeed } from '../needs.js';
import { simulate } from './simulate.js';
import { givenPolicies } from './source-policies.js';

/** Evaluates policies that nobody has, without making the call. */
export const simulateCustomPolicy: Operation<SimulateCustomPolicyRequest, SimulatePolicyResponse> = {
  needs: () => [accountNeed('SimulateCustomPolicy')],

  run(input, { aws }) {
    const boundaries = input.PermissionsBoundaryPolicyInputList;
    const policies = {
      identity: givenPolicies('PolicyInputList', input.PolicyInputList),
      boundary: boundaries && givenPolicies('PermissionsBoundaryPolicyInputList', boundaries),
    };
    return simulate(input, policies, undefined, aws.account);
  },
};
