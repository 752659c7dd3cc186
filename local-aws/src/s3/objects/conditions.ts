/** Conditional requests: answer, or write, only if the object is still what the caller thinks it is. */
import type { CopyObjectRequest, GetObjectRequest, PutObjectRequest } from '@aws-sdk/client-s3';
import { conditionNotImplemented, noSuchKey, notModified, preconditionFailed } from '../errors.js';
import type { ObjectRow } from '../rows.js';

type ReadConditions = Pick<
  GetObjectRequest,
  'IfMatch' | 'IfModifiedSince' | 'IfNoneMatch' | 'IfUnmodifiedSince'
>;
type CopyConditions = Pick<
  CopyObjectRequest,
  'CopySourceIfMatch' | 'CopySourceIfModifiedSince' | 'CopySourceIfNoneMatch' | 'CopySourceIfUnmodifiedSince'
>;

/**
 * Checks the conditions of a read.
 *
 * @param now Milliseconds since the epoch.
 * @throws AwsError PreconditionFailed (412) or NotModified (304).
 */
export function checkReadConditions(input: ReadConditions, row: ObjectRow, now: number): void {
  const failed = failedCondition(input, row, now);
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since') {
    throw notModified(`"${row.etag}"`, new Date(row.modified));
  }
  if (failed) throw preconditionFailed(failed);
}

/**
 * Checks the conditions on the source of a copy.
 *
 * @param now Milliseconds since the epoch.
 * @throws AwsError PreconditionFailed (412), also where a read would not be modified (recorded on AWS).
 */
export function checkCopyConditions(input: CopyConditions, row: ObjectRow, now: number): void {
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  };
  const failed = failedCondition(conditions, row, now);
  if (failed) throw preconditionFailed(`x-amz-copy-source-${failed}`);
}

/**
 * The first condition that does not hold. An entity tag that is given outranks the date beside it (AWS
 * documentation, RFC 9110), and a date in the future is no condition.
 */
function failedCondition(input: ReadConditions, row: ObjectRow, now: number): string | undefined {
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, row.etag)) return 'If-Match';
  } else if (input.IfUnmodifiedSince && row.modified > input.IfUnmodifiedSince.getTime()) {
    return 'If-Unmodified-Since';
  }
  if (input.IfNoneMatch !== undefined) {
    if (matches(input.IfNoneMatch, row.etag)) return 'If-None-Match';
  } else if (input.IfModifiedSince) {
    const since = input.IfModifiedSince.getTime();
    if (since <= now && row.modified <= since) return 'If-Modified-Since';
  }
  return undefined;
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
  if (IfMatch === '*') throw conditionNotImplemented('If-Match', unknownValue('If-Match'));
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    throw conditionNotImplemented('If-None-Match', unknownValue('If-None-Match'));
  }
  if (IfNoneMatch !== undefined && row) throw preconditionFailed('If-None-Match');
  if (IfMatch !== undefined && !row) throw noSuchKey(Key);
  if (IfMatch !== undefined && row && !matches(IfMatch, row.etag)) throw preconditionFailed('If-Match');
}

/**
 * Checks the condition of a deletion: `If-Match` with an ETag, or with `*` for any object (AWS documentation).
 *
 * @param row The object that would be deleted.
 * @throws AwsError PreconditionFailed (412), NoSuchKey (404) when there is nothing to match.
 */
export function checkDeleteCondition(
  ifMatch: string | undefined,
  key: string,
  row: ObjectRow | undefined,
): void {
  if (ifMatch === undefined) return;
  if (!row) throw noSuchKey(key);
  if (!matches(ifMatch, row.etag)) throw preconditionFailed('If-Match');
}

function unknownValue(header: string): string {
  return `We don't accept the provided value of ${header} header for this API`;
}

/** Whether a list of entity tags, quoted or not, or `*`, covers an object. */
function matches(header: string, etag: string): boolean {
  return header.split(',').some((tag) => {
    const text = tag.trim().replace(/^"(.*)"$/, '$1');
    return text === '*' || text === etag;
  });
}
