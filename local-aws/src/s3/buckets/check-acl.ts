/** Which ACLs may be set. What AWS would take and local-aws does not have is refused by its name. */
import type { AccessControlPolicy, ObjectOwnership } from '@aws-sdk/client-s3';
import { AwsError, notInLocalAws } from '../../errors.js';
import type { Call, Need } from '../../operation.js';
import { bucketArn, denied, need, objectNeeds } from '../access.js';
import {
  aclsNotSupported,
  aclWithBucketOwnerEnforced,
  invalidArgument,
  invalidRequest,
  malformedAcl,
  publicAclOnNewBucket,
} from '../errors.js';
import { ownerOf } from '../owner.js';
import type { BucketRow } from '../rows.js';

/** The parameters of all calls that can set an ACL. */
export interface AclInput {
  ACL?: string;
  GrantFullControl?: string;
  GrantRead?: string;
  GrantReadACP?: string;
  GrantWrite?: string;
  GrantWriteACP?: string;
  AccessControlPolicy?: AccessControlPolicy;
}

/** They change nothing where the owner has everything anyway. */
const HARMLESS = ['private', 'bucket-owner-full-control', 'bucket-owner-read'];
const PUBLIC = ['public-read', 'public-read-write', 'authenticated-read'];
const CANNED = [...HARMLESS, ...PUBLIC, 'aws-exec-read', 'log-delivery-write'];

/**
 * Checks the ACL that a call brings, if it brings any.
 *
 * @throws AwsError AccessControlListNotSupported where ACLs are off and it is not the owner's full control;
 *   AccessDenied where it is public and such ACLs are blocked; NotImplemented (501) for all others.
 */
export function checkAcl(
  operation: string,
  input: AclInput,
  call: Call,
  { row, resource }: { row: BucketRow; resource: string },
): void {
  const grants = grantsOf(input);
  const policy = input.AccessControlPolicy;
  if (input.ACL === undefined && grants.length === 0 && !policy) return;
  checkAclForm(input);
  if (policy && (input.ACL !== undefined || grants.length > 0)) {
    throw new AwsError('UnexpectedContent', 400, 'This request does not support content');
  }
  if (policy ? isOwnersFullControl(policy, row) : HARMLESS.includes(input.ACL ?? '')) return;
  if (row.ownership === 'BucketOwnerEnforced') throw aclsNotSupported();
  if (row.publicAccessBlock?.BlockPublicAcls && isPublic(input)) {
    const reason =
      'because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.';
    throw denied(call.caller, need(`s3:${operation}`, resource, row.owner), reason);
  }
  throw notInLocalAws('s3', `${operation} with ${input.ACL ?? 'grants'}`);
}

const UPLOADS = ['CopyObject', 'CreateMultipartUpload', 'PutObject'];

type UploadInput = AclInput & { Bucket?: string; Key?: string };

/** What an upload needs because of the ACL that it brings, unless that is the private one (AWS documentation). */
export function uploadAclNeeds(operation: string, input: UploadInput, call: Call): Need[] {
  if (!UPLOADS.includes(operation) || !isMoreThanPrivate(input)) return [];
  const { Bucket, Key } = input;
  return objectNeeds(call, 's3:PutObjectAcl', { Bucket, Key }, { 's3:x-amz-acl': input.ACL });
}

/** The check of `checkAcl` for the calls that create an object and may bring its ACL. */
export function checkUploadAcl(operation: string, input: UploadInput, call: Call): void {
  const bucket = input.Bucket ?? '';
  const row = UPLOADS.includes(operation) ? call.aws.s3.bucket(bucket) : undefined;
  if (row) checkAcl(operation, input, call, { row, resource: `${bucketArn(bucket)}/${input.Key}` });
}

/**
 * The check for CreateBucket, where there is no bucket yet.
 *
 * @throws AwsError InvalidBucketAclWithObjectOwnership, InvalidBucketAclWithBlockPublicAccessError,
 *   NotImplemented (501).
 */
export function checkNewBucketAcl(bucket: string, input: AclInput, ownership: ObjectOwnership): void {
  checkAclForm(input);
  const isHarmless = HARMLESS.includes(input.ACL ?? 'private') && grantsOf(input).length === 0;
  if (isHarmless) return;
  if (ownership === 'BucketOwnerEnforced') throw aclWithBucketOwnerEnforced(bucket);
  if (isPublic(input)) throw publicAclOnNewBucket(bucket);
  throw notInLocalAws('s3', `CreateBucket with ${input.ACL ?? 'grants'}`);
}

/** Whether a call brings an ACL that takes a right of its own. */
export function isMoreThanPrivate(input: AclInput): boolean {
  return (input.ACL ?? 'private') !== 'private' || grantsOf(input).length > 0;
}

function grantsOf(input: AclInput): string[] {
  const { GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = input;
  const given = [GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP];
  return given.filter((grant) => grant !== undefined);
}

/** What AWS refuses before it looks at the bucket's settings (recorded on AWS). */
function checkAclForm(input: AclInput): void {
  if (input.ACL === undefined) return;
  if (grantsOf(input).length > 0) {
    throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  }
  if (!CANNED.includes(input.ACL)) throw invalidArgument('', 'x-amz-acl', input.ACL);
}

/** Whether an ACL grants something to everybody, or to everybody with an account. */
function isPublic(input: AclInput): boolean {
  const uris = (input.AccessControlPolicy?.Grants ?? []).map(({ Grantee }) => Grantee?.URI ?? '');
  return (
    PUBLIC.includes(input.ACL ?? '') ||
    [...grantsOf(input), ...uris].some((grantee) => /groups\/global\/A(ll|uthenticated)Users/.test(grantee))
  );
}

/** A call that sets nothing but an ACL must bring one (recorded on AWS). */
export function requireAcl(input: AclInput): void {
  if (input.ACL !== undefined || input.AccessControlPolicy || grantsOf(input).length > 0) return;
  throw new AwsError('MissingSecurityHeader', 400, 'Your request was missing a required header', {
    MissingHeaderName: 'x-amz-acl',
  });
}

function isOwnersFullControl({ Owner, Grants }: AccessControlPolicy, row: BucketRow): boolean {
  if (!Owner || !Grants?.every(({ Grantee, Permission }) => Grantee?.Type && Permission))
    throw malformedAcl();
  const { ID } = ownerOf(row.owner);
  if (Owner.ID !== ID) throw invalidArgument('Invalid id', 'CanonicalUser/ID', Owner.ID ?? '');
  return Grants.every(({ Grantee, Permission }) => Grantee?.ID === ID && Permission === 'FULL_CONTROL');
}
