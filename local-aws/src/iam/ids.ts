import { randomBytes } from 'node:crypto';

/** IAM's ids are base-32: A–Z and 2–7. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an id is of (AWS documentation: "IAM identifiers", unique identifier prefixes). */
export type IdPrefix = 'AGPA' | 'AIDA' | 'AIPA' | 'AKIA' | 'ANPA' | 'AROA' | 'ASIA';

/** A fresh id: 21 characters for users, groups, roles and policies, 20 for access keys. */
export function newId(prefix: IdPrefix): string {
  const length = prefix === 'AKIA' || prefix === 'ASIA' ? 16 : 17;
  return prefix + [...randomBytes(length)].map((byte) => BASE32.charAt(byte & 31)).join('');
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
