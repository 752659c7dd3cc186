/** How bucket policies reach the decision about a call. */
import type { NamedPolicy } from '../../iam/evaluation/evaluate.js';
import { FIRST_USER } from '../../iam/state.js';
import type { LocalAws, Need, Principal } from '../../operation.js';
import { isPublicPolicy } from './public-policy.js';

const BUCKET = /^arn:aws:s3:::([^/]+)/;
/** What nobody can shut the account's root out of (AWS documentation of these calls). */
const ROOT_MAY: ReadonlySet<string> = new Set([
  's3:DeleteBucketPolicy',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
]);

/**
 * The policies of the resource that a call is about; undefined where it has none. Only buckets have any.
 *
 * Decided by us: there is no root user here, so the store's first user, the administrator, has root's last
 * resort: a bucket policy cannot keep him from reading, replacing or deleting it.
 */
export function resourcePoliciesOf(
  { s3 }: LocalAws,
  caller: Principal,
  { action, resource }: Need,
): NamedPolicy[] | undefined {
  const name = BUCKET.exec(resource)?.[1];
  const row = name === undefined ? undefined : s3.bucket(name);
  if (row?.policy === undefined) return undefined;
  if (ROOT_MAY.has(action) && caller.kind === 'user' && caller.name === FIRST_USER) return undefined;
  // RestrictPublicBuckets leaves a public policy to those of the account (AWS documentation)
  const isOutsider = caller.account !== row.owner;
  if (isOutsider && row.publicAccessBlock?.RestrictPublicBuckets && isPublicPolicy(row.policy)) return [];
  return [{ name: `of ${name}`, document: row.policy }];
}
