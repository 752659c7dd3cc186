/** The managed policies of a user, a group or a role: what the calls of all three have in common. */
import type { AttachedPolicy } from '@aws-sdk/client-iam';
import type { LocalAws } from '../operation.js';
import { noSuchEntity } from './errors.js';
import { checkPolicyArn, findAttachablePolicy } from './find.js';
import { type PageRequest, page } from './paging.js';
import { checkQuota } from './quotas.js';
import type { Grants } from './rows.js';

/**
 * The ARNs with one more attached; attaching one again changes nothing.
 *
 * @throws AwsError NoSuchEntity, LimitExceeded, and what `checkPolicyArn` throws
 */
export function withAttached(
  aws: LocalAws,
  { attached }: Grants,
  arn: string,
  quota: 'PoliciesPerGroup' | 'PoliciesPerRole' | 'PoliciesPerUser',
): readonly string[] {
  findAttachablePolicy(aws, arn);
  if (attached.includes(arn)) return attached;
  checkQuota(quota, attached.length + 1);
  return [...attached, arn];
}

/** The ARNs without one of them. @throws AwsError NoSuchEntity, and what `checkPolicyArn` throws */
export function withoutAttached({ attached }: Grants, arn: string): readonly string[] {
  checkPolicyArn(arn);
  if (!attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
  return attached.filter((other) => other !== arn);
}

/** `arn:aws:iam::ACCOUNT:policy/PATH/NAME` */
const POLICY_ARN = /:policy(\/(?:.*\/)?)([^/]+)$/;

/** The attached policies as IAM shows them. */
export function describeAttached({ attached }: Grants, pathPrefix = '/'): AttachedPolicy[] {
  return attached.flatMap((PolicyArn) => {
    const [, path = '', PolicyName] = POLICY_ARN.exec(PolicyArn) ?? [];
    return path.startsWith(pathPrefix) ? [{ PolicyName, PolicyArn }] : [];
  });
}

/** One page of the attached policies, by name. */
export function listAttached(holder: Grants, request: PageRequest & { PathPrefix?: string }) {
  const attached = describeAttached(holder, request.PathPrefix);
  const { items, end } = page(attached, ({ PolicyName, PolicyArn }) => `${PolicyName} ${PolicyArn}`, request);
  return { AttachedPolicies: items, ...end };
}
