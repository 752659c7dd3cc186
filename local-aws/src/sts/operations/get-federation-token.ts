import type { GetFederationTokenRequest, GetFederationTokenResponse } from '@aws-sdk/client-sts';
import { requestTagContext } from '../../iam/tags.js';
import type { Operation, Principal } from '../../operation.js';
import { refuseSessions, refuseUnsupported } from '../refusals.js';
import { packedSize, sessionPolicies } from '../session-policies.js';
import { sessionTags } from '../session-tags.js';

/** 12 hours (API model). */
const DEFAULT_SECONDS = 43_200;

/**
 * Gives temporary credentials for somebody whom a user vouches for: with those of the user's rights that the
 * policies of the call name, so with none if it passes none (AWS documentation).
 */
export const getFederationToken: Operation<GetFederationTokenRequest, GetFederationTokenResponse> = {
  needs({ Name = '', Tags = [] }, { aws, caller }) {
    refuseSessions(caller, 'GetFederationToken');
    const resource = federatedUserArn(aws.account, Name);
    const context = requestTagContext(Tags);
    const need = { action: 'sts:GetFederationToken', resource, context };
    return Tags.length > 0 ? [need, { action: 'sts:TagSession', resource, context }] : [need];
  },

  run(input, { aws, caller }) {
    refuseUnsupported('GetFederationToken', input, ['MinimumSessionTokenSize']);
    const { Name = '', DurationSeconds = DEFAULT_SECONDS, Tags } = input;
    const policies = sessionPolicies(input, aws.iam) ?? { managed: [] };
    const tags = sessionTags([], Tags);
    const PackedPolicySize = packedSize(policies, tags);
    const federated: Principal = {
      kind: 'federated-user',
      account: aws.account,
      arn: federatedUserArn(aws.account, Name),
      userId: `${aws.account}:${Name}`,
      name: caller.name,
    };
    const session = { issued: aws.sts.stamp(), sourceId: caller.userId, policies, tags };
    return {
      Credentials: aws.sts.issue({ ...federated, session }, DurationSeconds),
      FederatedUser: { FederatedUserId: federated.userId, Arn: federated.arn },
      PackedPolicySize, // also when it is 0 (recorded on AWS)
    };
  },
};

function federatedUserArn(account: string, name: string): string {
  return `arn:aws:sts::${account}:federated-user/${name}`;
}
