/** What GetObject and HeadObject share: everything but the content. */
import type { GetObjectRequest, HeadObjectOutput } from '@aws-sdk/client-s3';
import type { Call } from '../operation.js';
import { bucketNeeds, ownBucket, refusal } from './access.js';
import { checkReadConditions } from './conditions.js';
import { invalidRequest, noSuchKey } from './errors.js';
import { type ByteRange, parseRange } from './range.js';
import type { ObjectRow, StoredHeaders } from './rows.js';

export interface Reading {
  bucket: string;
  key: string;
  range: ByteRange | undefined;
  /** The answer without its body. */
  head: HeadObjectOutput;
}

/**
 * Finds the object and the part of it that a request is about.
 *
 * @throws AwsError NoSuchKey, or AccessDenied to callers who may not list the bucket and so may not know
 *   (AWS documentation); PreconditionFailed, NotModified, InvalidRange.
 */
export function read(call: Call, input: GetObjectRequest): Reading {
  const { s3 } = call.aws;
  const { name: bucket } = ownBucket(call, input);
  const key = input.Key ?? '';
  const row = s3.object(bucket, key);
  if (!row) throw refusal(call, bucketNeeds(call, 's3:ListBucket', input)) ?? noSuchKey(key);
  checkReadConditions(input, row, call.aws.clock.now());
  const range = parseRange(input.Range, row.size);
  return { bucket, key, range, head: headOf(call, input, row, range) };
}

function headOf(
  call: Call,
  input: GetObjectRequest,
  row: ObjectRow,
  range: ByteRange | undefined,
): HeadObjectOutput {
  const wantsChecksum = input.ChecksumMode === 'ENABLED' && !range; // the checksum is that of the whole object
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(row.modified),
    ContentLength: range ? range.end - range.start + 1 : row.size,
    ContentRange: range && `bytes ${range.start}-${range.end}/${row.size}`,
    ETag: `"${row.etag}"`,
    ServerSideEncryption: 'AES256',
    Metadata: row.metadata,
    ...(wantsChecksum && {
      [`Checksum${row.checksum.name}`]: row.checksum.value,
      ChecksumType: 'FULL_OBJECT',
    }),
    ...row.headers,
    Expires: row.expires === undefined ? undefined : new Date(row.expires),
    ...overrides(call, input),
  };
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
