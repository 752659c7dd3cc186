/** Who may use which bucket: what an operation needs, and the words of a refusal. */
import { AwsError } from '../errors.js';
import { authorize } from '../iam/authorize.js';
import type { Call, Need, Principal } from '../operation.js';
import { accessDenied, invalidExpectedOwner, noSuchBucket } from './errors.js';
import { requestContext } from './request-context.js';
import type { BucketRow, ObjectRow } from './rows.js';

/** The resource of s3:ListAllMyBuckets. Policies name it `*` or, as older ones of AWS's do, like this. */
export const ALL_BUCKETS = 'arn:aws:s3:::*';

type Context = Record<string, string | undefined>;

interface BucketInput {
  Bucket: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/**
 * What an operation on a bucket needs. Nothing where there is no such bucket: S3 looks for the bucket first
 * and tells everybody that it does not exist (observed: 404 for missing and 403 for inaccessible buckets).
 */
export function bucketNeeds(call: Call, action: string, input: BucketInput, context: Context = {}): Need[] {
  const name = input.Bucket ?? '';
  const row = call.aws.s3.bucket(name);
  return row ? [need(action, bucketArn(name), row.owner, { ...requestContext(call), ...context })] : [];
}

/** What an operation on an object needs; see `bucketNeeds`. */
export function objectNeeds(
  call: Call,
  action: string,
  input: BucketInput & { Key: string | undefined },
  context: Context = {},
): Need[] {
  const { s3 } = call.aws;
  const { Bucket: name = '', Key: key = '' } = input;
  const row = s3.bucket(name);
  if (!row) return [];
  const tags = HAS_EXISTING_TAGS.test(action) ? tagContext(s3.object(name, key)) : {};
  const more = { ...requestContext(call), ...tags, ...context };
  return [need(action, `${bucketArn(name)}/${key}`, row.owner, more)];
}

/** The actions that know the tags of the object they are about (AWS documentation of S3's condition keys). */
const HAS_EXISTING_TAGS = /^s3:(GetObject(Version)?|\w+Object(Version)?(Acl|Attributes|Tagging))$/;

function tagContext(row: ObjectRow | undefined): Context {
  const tags = row?.tags ?? [];
  return Object.fromEntries(tags.map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, Value]));
}

/** One need. `account` is the one that owns the resource, or would own it. */
export function need(action: string, resource: string, account: string, context: Context = {}): Need {
  const given = Object.entries(context).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    action,
    resource,
    context: { ...Object.fromEntries(given), 'aws:ResourceAccount': account, 's3:ResourceAccount': account },
  };
}

/** The refusal that the caller meets for the first need that is not granted; undefined when all are. */
export function refusal({ aws, caller }: Call, needs: Need[]): AwsError | undefined {
  for (const wanted of needs) {
    const decision = authorize(aws, caller, wanted);
    if (!decision.allowed) return denied(caller, wanted, decision.reason);
  }
  return undefined;
}

/**
 * S3's words for a denial: the whole sentence within an account, two words across accounts and to anonymous
 * callers (AWS documentation, since August 2024).
 */
export function denied(caller: Principal, { action, resource, context }: Need, reason: string): AwsError {
  const owner = context?.['aws:ResourceAccount'];
  if (caller.kind === 'anonymous' || (owner !== undefined && owner !== caller.account)) return accessDenied();
  const on = resource === ALL_BUCKETS ? '' : ` on resource: "${resource}"`;
  const text = `User: ${caller.arn} is not authorized to perform: ${action}${on} ${reason}`;
  return new AwsError('AccessDenied', 403, text);
}

/**
 * The bucket that an operation is to use. Anonymous callers come this far only where its policy lets them.
 *
 * @throws AwsError NoSuchBucket; AccessDenied when it belongs to another account than the caller's, or than
 *   the caller expected; InvalidBucketOwnerAWSAccountID when what he expected is no account.
 */
export function ownBucket(call: Call, input: BucketInput): { name: string; row: BucketRow } {
  const { Bucket: name = '', ExpectedBucketOwner: expected } = input;
  if (expected !== undefined && !/^\d{12}$/.test(expected)) throw invalidExpectedOwner(expected);
  const row = call.aws.s3.bucket(name);
  if (!row) throw noSuchBucket(name);
  const isForeign = call.caller.kind !== 'anonymous' && call.caller.account !== row.owner;
  if (isForeign || row.owner !== (expected ?? row.owner)) throw accessDenied();
  return { name, row };
}
