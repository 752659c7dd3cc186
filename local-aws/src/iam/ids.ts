import { randomBytes, randomInt } from 'node:crypto';

/** IAM's ids are base-32: A–Z and 2–7. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an id is of (AWS documentation: "IAM identifiers", unique identifier prefixes). */
export type IdPrefix = 'AGPA' | 'AIDA' | 'AIPA' | 'ANPA' | 'AROA';

/** A fresh id of 21 characters. */
export function newId(prefix: IdPrefix): string {
  return prefix + randomCharacters(17);
}

/**
 * A fresh id of an access key: 20 characters that name the account, as AWS's do (published by security
 * researchers: a bit that is set, 40 of the account, the rest at random). So a key of local-aws can be told from
 * one of a real account.
 */
export function newKeyId(prefix: 'AKIA' | 'ASIA', account: string): string {
  let bits = ((1n << 40n) | BigInt(account)) << 4n; // 45 bits: nine characters, four bits of them at random
  bits |= BigInt(randomInt(16));
  let characters = '';
  for (; characters.length < 9; bits >>= 5n) characters = BASE32.charAt(Number(bits & 31n)) + characters;
  return prefix + characters + randomCharacters(7);
}

function randomCharacters(count: number): string {
  return [...randomBytes(count)].map((byte) => BASE32.charAt(byte & 31)).join('');
}

/** A fresh secret access key: 40 characters, as AWS's are. */
export function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** The ARN of a user, group, role, instance profile or customer managed policy. */
export function iamArn(
  account: string,
  kind: 'group' | 'instance-profile' | 'policy' | 'role' | 'user',
  path: string,
  name: string,
): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`;
}
