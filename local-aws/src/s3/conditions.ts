/** Conditional requests: answer, or write, only if the object is still what the caller thinks it is. */
import type { GetObjectRequest, PutObjectRequest } from '@aws-sdk/client-s3';
import { conditionNotImplemented, noSuchKey, notModified, preconditionFailed } from './errors.js';
import type { ObjectRow } from './rows.js';

type ReadConditions = Pick<
  GetObjectRequest,
  'IfMatch' | 'IfModifiedSince' | 'IfNoneMatch' | 'IfUnmodifiedSince'
>;

/**
 * Checks the conditions of a read. An entity tag that is given outranks the date beside it (AWS
 * documentation, RFC 9110), and a date in the future is no condition.
 *
 * @param now Milliseconds since the epoch.
 * @throws AwsError PreconditionFailed (412) or NotModified (304).
 */
export function checkReadConditions(input: ReadConditions, row: ObjectRow, now: number): void {
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, row.etag)) throw preconditionFailed('If-Match');
  } else if (input.IfUnmodifiedSince && row.modified > input.IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (input.IfNoneMatch !== undefined) {
    if (matches(input.IfNoneMatch, row.etag)) throw unchanged(row);
  } else if (input.IfModifiedSince) {
    const since = input.IfModifiedSince.getTime();
    if (since <= now && row.modified <= since) throw unchanged(row);
  }
}

/**
 * Checks the conditions of a write: `If-None-Match: *` for a key that must be new, `If-Match: <ETag>` for an
 * object that must be unchanged (recorded on AWS; S3 takes no other forms).
 *
 * @param row The object that the write would replace.
 * @throws AwsError PreconditionFailed (412), NoSuchKey (404) when there is nothing to match, NotImplemented.
 */
export function checkWriteConditions(
  { IfMatch, IfNoneMatch, Key = '' }: Pick<PutObjectRequest, 'IfMatch' | 'IfNoneMatch' | 'Key'>,
  row: ObjectRow | undefined,
): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    const why = 'Multiple conditional request headers present in the request';
    throw conditionNotImplemented('If-Match,If-None-Match', why);
  }
  if (IfMatch === '*' || (IfNoneMatch !== undefined && IfNoneMatch !== '*')) {
    // S3 names If-None-Match for either of them.
    const why = "We don't accept the provided value of If-None-Match header for this API";
    throw conditionNotImplemented('If-None-Match', why);
  }
  if (IfNoneMatch !== undefined && row) throw preconditionFailed('If-None-Match');
  if (IfMatch !== undefined && !row) throw noSuchKey(Key);
  if (IfMatch !== undefined && row && !matches(IfMatch, row.etag)) throw preconditionFailed('If-Match');
}

/** Whether a list of entity tags, quoted or not, or `*`, covers an object. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((tag) => {
    const text = tag.trim().replace(/^"(.*)"$/, '$1');
    return text === '*' || text === etag;
  });
}

function unchanged(row: ObjectRow): Error {
  return notModified(`"${row.etag}"`, new Date(row.modified));
}
