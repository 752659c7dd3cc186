/** The condition keys of S3 that a request itself brings (AWS documentation, "Condition keys for Amazon S3"). */
import { readTimestamp } from '../auth/claim.js';
import type { Call } from '../operation.js';

/** How a request was signed, and what its headers say. Services of AWS sign theirs in the header, as SDKs do. */
export function requestContext({ caller, request }: Call): Record<string, string | undefined> {
  const said = { 'aws:Referer': request?.headers.referer, 'aws:UserAgent': request?.headers['user-agent'] };
  if (caller.kind === 'anonymous') return said;
  const query = new URLSearchParams(request?.headers.authorization === undefined ? request?.query : '');
  const presignedAt = query.get('X-Amz-Date');
  const isVersion2 = query.has('Signature');
  return {
    ...said,
    's3:authType': presignedAt === null && !isVersion2 ? 'REST-HEADER' : 'REST-QUERY-STRING',
    's3:signatureAge': presignedAt === null ? undefined : ageOf(presignedAt),
    's3:signatureversion': isVersion2 ? 'AWS' : 'AWS4-HMAC-SHA256',
    's3:x-amz-content-sha256': request?.headers['x-amz-content-sha256'],
  };
}

/** In milliseconds, by the machine's clock, by which signatures are checked too. */
function ageOf(timestamp: string): string | undefined {
  const signed = readTimestamp(timestamp);
  return signed && String(Math.max(0, Date.now() - signed.getTime()));
}
