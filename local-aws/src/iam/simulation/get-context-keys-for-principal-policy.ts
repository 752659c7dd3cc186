import type {
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { contextKeys } from './context-keys.js';
import { givenPolicies, policiesOfPrincipal } from './source-policies.js';

/** Lists the condition keys that the policies of a user, a group or a role ask for, and those that are given. */
export const getContextKeysForPrincipalPolicy: Operation<
  GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  needs: ({ PolicySourceArn = '*' }) => [
    { action: 'iam:GetContextKeysForPrincipalPolicy', resource: PolicySourceArn },
  ],

  run({ PolicySourceArn, PolicyInputList }, { aws }) {
    const { identity = [] } = policiesOfPrincipal(aws, PolicySourceArn);
    return {
      ContextKeyNames: contextKeys([...identity, ...givenPolicies('PolicyInputList', PolicyInputList)]),
    };
  },
};
