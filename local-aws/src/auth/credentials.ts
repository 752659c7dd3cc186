/** The secret behind an access key id: a user's own key, or temporary credentials with their token. */
import { timingSafeEqual } from 'node:crypto';
import type { LocalAws, Principal, ServiceName } from '../operation.js';
import type { SignatureClaim } from './claim.js';
import * as failure from './failures.js';

export interface Key {
  secret: string;
  principal: Principal;
}

/**
 * Finds the key that a request claims to be signed with.
 *
 * @throws AwsError in the words of `service` when there is no such key, when its token is missing, wrong, of
 *   no use for this service, or has expired by the account's clock.
 */
export function findKey(
  aws: LocalAws,
  service: ServiceName,
  claim: Pick<SignatureClaim, 'accessKeyId' | 'sessionToken'>,
): Key {
  const { accessKeyId, sessionToken } = claim;
  const key = aws.iam.accessKey(accessKeyId);
  if (key) {
    if (sessionToken !== undefined) throw failure.invalidToken(service, sessionToken);
    return key;
  }
  const temporary = aws.sts.credentials(accessKeyId);
  // without its token, the key of temporary credentials is an unknown one
  if (!temporary || sessionToken === undefined) throw failure.unknownKey(service, accessKeyId);
  if (!sameText(sessionToken, temporary.token)) throw failure.invalidToken(service, sessionToken);
  if (temporary.expired) throw failure.expiredToken(service, sessionToken);
  // IAM takes no session that a user made of himself without MFA (AWS documentation; reported as this answer)
  if (service === 'iam' && temporary.principal.kind !== 'assumed-role') {
    throw failure.invalidToken(service, sessionToken);
  }
  return temporary;
}

/** Compares without telling, by its time, how much was right. */
export function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
