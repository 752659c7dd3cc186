import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts';
import type { Operation } from '../../operation.js';
import { validationError } from '../errors.js';
import { refuseSessions } from '../refusals.js';

/** AWS writes the account into the first ten of these characters. */
const KEY_ID = /^(?:AKIA|ASIA)([A-Z2-7]{10})[A-Z0-9]{6}$/;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** To which account an access key belongs, whether or not it is in use. */
export const getAccessKeyInfo: Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> = {
  needs(_input, { caller }) {
    if (caller.kind !== 'assumed-role') refuseSessions(caller, 'GetAccessKeyInfo');
    return [{ action: 'sts:GetAccessKeyInfo', resource: '*' }];
  },

  run({ AccessKeyId: id = '' }, { aws }) {
    const isOurs = aws.iam.ownerOf(id) ?? aws.sts.credentials(id);
    return { Account: isOurs ? aws.account : accountIn(id) };
  },
};

/**
 * The account that an access key id of AWS's names: 40 bits after the first one (published by security
 * researchers; AWS answers for AKIAIOSFODNN7EXAMPLE what this gives).
 *
 * @throws AwsError ValidationError for what is no access key id (code and text decided by us).
 */
function accountIn(id: string): string {
  const characters = KEY_ID.exec(id)?.[1];
  if (characters === undefined) throw validationError(`${id} is invalid`);
  let bits = 0n;
  for (const character of characters) bits = bits * 32n + BigInt(BASE32.indexOf(character));
  // ten characters are 50 bits: the first 48 of them hold one bit, the account in 40, and seven bits more
  return String(((bits >> 2n) & 0x7fffffffff80n) >> 7n).padStart(12, '0');
}
