import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import type { Operation } from '../../operation.js';
import { refuseMfa, refuseSessions, refuseUnsupported } from '../refusals.js';

/** 12 hours (API model). */
const DEFAULT_SECONDS = 43_200;

/**
 * Gives a user temporary credentials with all his rights, but for calls of IAM, and of STS other than
 * AssumeRole and GetCallerIdentity. It needs no permission, and no policy can forbid it (AWS documentation).
 */
export const getSessionToken: Operation<GetSessionTokenRequest, GetSessionTokenResponse> = {
  needs: () => [],

  run(input, { aws, caller }) {
    refuseSessions(caller, 'GetSessionToken');
    refuseUnsupported('GetSessionToken', input, ['MinimumSessionTokenSize']);
    refuseMfa(input);
    const session = { issued: aws.sts.stamp(), sourceId: caller.userId, tags: [] };
    return { Credentials: aws.sts.issue({ ...caller, session }, input.DurationSeconds ?? DEFAULT_SECONDS) };
  },
};
