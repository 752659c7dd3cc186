/** What GetObject and HeadObject share: everything but the content. */
import type { GetObjectRequest, HeadObjectOutput } from '@aws-sdk/client-s3';
import type { Call, Need } from '../../operation.js';
import { bucketNeeds, objectNeeds, ownBucket, refusal } from '../access.js';
import { invalidRequest, noSuchKey } from '../errors.js';
import type { ObjectRow, StoredHeaders } from '../rows.js';
import { checkReadConditions } from './conditions.js';
import { shownMetadata } from './metadata.js';
import { shownChecksum } from './object-checksum.js';
import { existingTags } from './object-tags.js';
import { partRange } from './part-range.js';
import { type ByteRange, parseRange } from './range.js';
import { checkVersion, objectAction } from './versions.js';

export interface Reading {
  bucket: string;
  key: string;
  row: ObjectRow;
  range: ByteRange | undefined;
  /** The answer without its body. */
  head: HeadObjectOutput;
}

/** What a caller must be allowed to do to read an object, or to ask for its head: there is no s3:HeadObject. */
export function readNeeds(call: Call, input: GetObjectRequest): Need[] {
  const action = objectAction('s3:GetObject', input.VersionId);
  return objectNeeds(call, action, input, existingTags(call, input));
}

/**
 * Finds an object.
 *
 * @throws AwsError NoSuchKey, or AccessDenied to callers who may not list the bucket and so may not know
 *   (AWS documentation); NoSuchBucket, InvalidArgument for a version.
 */
export function findObject(
  call: Call,
  input: Pick<GetObjectRequest, 'Bucket' | 'ExpectedBucketOwner' | 'Key' | 'VersionId'>,
): { bucket: string; key: string; row: ObjectRow } {
  const { name: bucket } = ownBucket(call, input);
  checkVersion(input.VersionId);
  const key = input.Key ?? '';
  const row = call.aws.s3.object(bucket, key);
  if (!row) throw refusal(call, bucketNeeds(call, 's3:ListBucket', input)) ?? noSuchKey(key);
  return { bucket, key, row };
}

/**
 * Finds the object and the part of it that a request is about.
 *
 * @throws AwsError as `findObject`; PreconditionFailed, NotModified, InvalidRange, InvalidPartNumber.
 */
export function read(call: Call, input: GetObjectRequest): Reading {
  const { bucket, key, row } = findObject(call, input);
  checkReadConditions(input, row, call.aws.clock.now());
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  const range =
    input.PartNumber === undefined ? parseRange(input.Range, row.size) : partRange(input.PartNumber, row);
  return { bucket, key, row, range, head: headOf(call, input, row, range) };
}

function headOf(
  call: Call,
  input: GetObjectRequest,
  row: ObjectRow,
  range: ByteRange | undefined,
): HeadObjectOutput {
  const { headers, tags = [] } = row;
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(row.modified),
    ContentLength: range ? range.end - range.start + 1 : row.size,
    ContentRange: range && `bytes ${range.start}-${range.end}/${row.size}`,
    ETag: `"${row.etag}"`,
    ServerSideEncryption: 'AES256',
    StorageClass: row.storageClass,
    Metadata: shownMetadata(row.metadata),
    PartsCount: input.PartNumber === undefined ? undefined : row.parts?.length,
    TagCount: tags.length > 0 && maySeeTags(call, input) ? tags.length : undefined,
    ...(input.ChecksumMode === 'ENABLED' && checksumOf(input, row, range)),
    ...headers,
    Expires: row.expires === undefined ? undefined : new Date(row.expires),
    ...overrides(call, input),
  };
}

/** The checksum of what is given: that of the object, or of a part where it is known. */
function checksumOf(
  { PartNumber }: GetObjectRequest,
  row: ObjectRow,
  range: ByteRange | undefined,
): Partial<HeadObjectOutput> {
  if (!range || range.end - range.start + 1 === row.size) return shownChecksum(row);
  const checksum = row.parts?.find(({ number }) => number === PartNumber)?.checksum;
  return checksum === undefined
    ? {}
    : { [`Checksum${row.checksum.name}`]: checksum, ChecksumType: row.checksum.type };
}

/** How many tags an object has is told to those who may read them (AWS documentation). */
function maySeeTags(call: Call, input: GetObjectRequest): boolean {
  const action = objectAction('s3:GetObjectTagging', input.VersionId);
  return refusal(call, objectNeeds(call, action, input, existingTags(call, input))) === undefined;
}

/**
 * Headers that the caller wants in place of the object's own.
 *
 * @throws AwsError InvalidRequest when an anonymous caller wants any (AWS documentation).
 */
function overrides(call: Call, input: GetObjectRequest): StoredHeaders & { Expires?: Date } {
  const wanted = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires,
  };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  if (given.length > 0 && call.caller.kind === 'anonymous') {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  }
  return Object.fromEntries(given);
}
