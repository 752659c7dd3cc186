import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { accountNeed } from '../needs.js';
import { contextKeys } from './context-keys.js';
import { givenPolicies } from './source-policies.js';

/** Lists the condition keys that policies ask for. */
export const getContextKeysForCustomPolicy: Operation<
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse
> = {
  needs: () => [accountNeed('GetContextKeysForCustomPolicy')],
  run: (input) => ({ ContextKeyNames: contextKeys(givenPolicies('PolicyInputList', input.PolicyInputList)) }),
};
