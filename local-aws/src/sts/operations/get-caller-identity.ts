import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Operation } from '../../operation.js';

/**
 * Who the caller is. Nobody needs a permission for it (AWS documentation: an explicit deny has no effect
 * either).
 */
export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  needs: () => [],
  run: (_input, { caller }) => ({ UserId: caller.userId, Account: caller.account, Arn: caller.arn }),
};
