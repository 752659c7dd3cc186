import type { GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse } from '@aws-sdk/client-iam';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { iamArn } from '../ids.js';

/** AWS says so of a key that never signed (recorded). */
const NEVER = { ServiceName: 'N/A', Region: 'N/A' };

/** Says when, for which service and in which region an access key last signed a request. */
export const getAccessKeyLastUsed: Operation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> = {
  needs({ AccessKeyId = '' }, { aws }) {
    const user = aws.iam.ownerOf(AccessKeyId);
    const resource = user ? aws.iam.userArn(user) : iamArn(aws.account, 'user', '/', '*');
    return [{ action: 'iam:GetAccessKeyLastUsed', resource, shownAs: `access key ${AccessKeyId}` }];
  },

  run({ AccessKeyId = '' }, { aws, caller }) {
    const user = aws.iam.ownerOf(AccessKeyId);
    if (!user) {
      // not NoSuchEntity: the key may be another account's (code and text recorded on AWS)
      throw new AwsError(
        'AccessDenied',
        403,
        `User: ${caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed ` +
          `on resource: access key ${AccessKeyId}`,
      );
    }
    const use = aws.iam.keys.lastUse(AccessKeyId);
    const AccessKeyLastUsed = use
      ? { LastUsedDate: new Date(use.at), ServiceName: use.service, Region: aws.region }
      : NEVER;
    return { UserName: user.name, AccessKeyLastUsed };
  },
};
