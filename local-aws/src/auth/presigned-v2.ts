/**
 * URLs that carry a Signature Version 2 in their query. boto3 and version 1 of the AWS CLI make such URLs unless they
 * are told otherwise, for the regions where S3 still takes them (AWS documentation, "Signing and authenticating REST
 * requests"; texts and order of the refusals as public projects measured them on AWS in 2026).
 */
import { createHmac } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { LocalAws, Principal } from '../operation.js';
import type { HttpRequest } from '../wire/message.js';
import { findKey, sameText } from './credentials.js';
import * as failure from './failures.js';
import { unsupportedMechanism } from './malformed.js';

/** The regions with `s3` among their signature versions (botocore's list of endpoints). */
const REGIONS: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-west-1',
  'us-west-2',
]);

/** The parameters that name a part of a bucket or object, or change an answer: they are signed. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set(
  `
   accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics
   notification object-lock partNumber policy replication requestPayment response-cache-control
   response-content-disposition response-content-encoding response-content-language response-content-type
   response-expires restore select select-type storageClass tagging torrent uploadId uploads versionId
   versioning versions website
  `
    .trim()
    .split(/\s+/),
);

/** Whether a query is, or is meant to be, signed this way. */
export function isPresignedV2(query: URLSearchParams): boolean {
  return query.has('Signature') || query.has('AWSAccessKeyId');
}

/**
 * Verifies the signature in the query of a request to S3 and returns the caller.
 *
 * @throws AwsError where the region takes no such signature, where one is half there, has expired or is wrong, or
 *   its key is not known.
 */
export function authenticatePresignedV2(
  aws: LocalAws,
  request: HttpRequest,
  query: URLSearchParams,
): Principal {
  if (!REGIONS.has(aws.region)) throw unsupportedMechanism();
  const accessKeyId = query.get('AWSAccessKeyId');
  const expires = query.get('Expires');
  const signature = query.get('Signature');
  if (accessKeyId === null || expires === null || signature === null) throw missingParameters();
  checkExpires(expires, new Date());
  const sessionToken = query.get('x-amz-security-token') ?? undefined;
  const key = findKey(aws, 's3', { accessKeyId, sessionToken });
  const texts = pathsSigned(request.path).map((path) => stringToSign(request, query, expires, path));
  if (!texts.some((text) => sameText(sign(key.secret, text), signature))) {
    throw failure.wrongSignature('s3', { accessKeyId, signature, stringToSign: texts[0] ?? '' });
  }
  aws.iam.keys.noteUse(accessKeyId, 's3');
  return key.principal;
}

function checkExpires(expires: string, now: Date): void {
  const seconds = /^[+-]?\d{1,10}$/.test(expires) ? Number(expires) : Number.NaN;
  if (!(seconds < 2 ** 31)) {
    const text = `Invalid date (should be seconds since epoch): ${expires}`;
    throw new AwsError('AccessDenied', 403, text);
  }
  const end = new Date(seconds * 1000);
  if (now > end) throw failure.expired(end, now);
}

/** As sent. boto3 signs the path of a bucket with a slash behind it, as it stands on a bucket's own host. */
function pathsSigned(path: string): string[] {
  return /^\/[^/]+$/.test(path) ? [path, `${path}/`] : [path];
}

function stringToSign(
  { method, headers }: HttpRequest,
  query: URLSearchParams,
  expires: string,
  path: string,
): string {
  return [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    expires,
    ...amzHeaders(headers, query),
    path + signedQuery(query),
  ].join('\n');
}

/** S3's own headers, those included that the query carries (recorded on AWS: they count as headers). */
function amzHeaders(headers: HttpRequest['headers'], query: URLSearchParams): string[] {
  const carried = { ...Object.fromEntries(query), ...headers };
  return Object.entries(carried)
    .filter(([name]) => name.startsWith('x-amz-'))
    .map(([name, value]) => `${name}:${value.trim()}`)
    .sort();
}

function signedQuery(query: URLSearchParams): string {
  const signed = [...query]
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .sort();
  return signed.length > 0 ? `?${signed.join('&')}` : '';
}

function sign(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text).digest('base64');
}

function missingParameters(): AwsError {
  const text = 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters';
  return new AwsError('AccessDenied', 403, text);
}
