import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { simulate } from './simulate.js';
import { givenPolicies, policiesOfPrincipal } from './source-policies.js';

/**
 * Evaluates the policies of a user, a group or a role, and those that are given, without making the call. A
 * boundary that is given takes the place of the principal's own.
 */
export const simulatePrincipalPolicy: Operation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> = {
  needs: ({ PolicySourceArn = '*' }) => [
    { action: 'iam:SimulatePrincipalPolicy', resource: PolicySourceArn },
  ],

  run(input, { aws }) {
    const { PolicySourceArn, PolicyInputList, PermissionsBoundaryPolicyInputList: boundaries } = input;
    const own = policiesOfPrincipal(aws, PolicySourceArn);
    const identity = [...(own.identity ?? []), ...givenPolicies('PolicyInputList', PolicyInputList)];
    const boundary = boundaries
      ? givenPolicies('PermissionsBoundaryPolicyInputList', boundaries)
      : own.boundary;
    return simulate(input, { identity, boundary }, PolicySourceArn, aws.account);
  },
};
