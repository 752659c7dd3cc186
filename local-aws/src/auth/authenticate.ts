/** Who sent a request: the signature checked against the keys that IAM and STS know. */
import { AwsError } from '../errors.js';
import type { LocalAws, Principal, ServiceName } from '../operation.js';
import type { HttpRequest } from '../wire/message.js';
import { decodeChunked, isChunked } from './aws-chunked.js';
import { readClaim, readTimestamp, type SignatureClaim } from './claim.js';
import { findKey, sameText } from './credentials.js';
import * as failure from './failures.js';
import * as malformed from './malformed.js';
import { payloadHashOf } from './payload-hash.js';
import { authenticatePresignedV2, isPresignedV2 } from './presigned-v2.js';
import { canonicalRequests, hmac, signingKey, stringToSign } from './sigv4.js';

export interface Authenticated {
  caller: Principal;
  /** The request with its body as the client meant it: aws-chunked undone, checksum trailers made headers. */
  request: HttpRequest;
}

export const ANONYMOUS: Principal = {
  kind: 'anonymous',
  account: '',
  arn: 'anonymous',
  userId: '',
  name: 'anonymous',
};

/** S3 allows 15 minutes between its clock and the caller's, Firehose 5 (AWS documentation; texts of public transcripts). */
const ALLOWED_SKEW_MINUTES: Record<ServiceName, number> = { s3: 15, iam: 15, sts: 15, firehose: 5 };

/**
 * Verifies the signature and returns the caller.
 *
 * @throws AwsError in the shape of `service` when the request is unsigned (S3 lets it through as anonymous),
 *   half signed, signed with an unknown key or a bad token, for another region or service, at another time, or
 *   wrongly.
 */
export function authenticate(aws: LocalAws, service: ServiceName, request: HttpRequest): Authenticated {
  const claim = readClaim(service, request);
  if (!claim) {
    if (service !== 's3') throw malformed.missingToken(service);
    const query = new URLSearchParams(request.query);
    const isSigned = isPresignedV2(query);
    return { caller: isSigned ? authenticatePresignedV2(aws, request, query) : ANONYMOUS, request };
  }
  // By the machine's clock, as clients sign by theirs: the clock of the account may have been moved.
  checkTime(service, claim, new Date());
  checkScope(service, claim, aws.region);
  const key = findKey(aws, service, claim);
  const payloadHash = payloadHashOf(service, request, claim);
  if (service === 's3') checkCoverage(request, claim);
  const secretKey = signingKey(key.secret, claim);
  checkSignature(service, request, claim, payloadHash, secretKey);
  aws.iam.keys.noteUse(claim.accessKeyId, service);
  return { caller: key.principal, request: decodeBody(request, payloadHash, { key: secretKey, claim }) };
}

function checkTime(service: ServiceName, claim: SignatureClaim, now: Date): void {
  const { source, timestamp, date, expires } = claim;
  const signedAt = readTimestamp(timestamp);
  if (!signedAt) throw malformed.badDate(service, source, timestamp);
  const allowed = ALLOWED_SKEW_MINUTES[service];
  if (expires !== undefined) {
    const end = new Date(signedAt.getTime() + expires * 1000);
    if (now > end) throw failure.expiredPresignedUrl(service, claim, end, now);
    if (signedAt.getTime() - now.getTime() > allowed * 60_000) {
      throw failure.notYetValidPresignedUrl(service, signedAt, end, now, allowed);
    }
  } else if (Math.abs(now.getTime() - signedAt.getTime()) > allowed * 60_000) {
    throw failure.clockSkew(service, signedAt, now, allowed);
  }
  if (!timestamp.startsWith(date)) throw malformed.wrongDay(service, source, date, timestamp);
}

function checkScope(service: ServiceName, claim: SignatureClaim, region: string): void {
  if (!claim.signedHeaders.includes('host')) throw malformed.hostNotSigned(service);
  if (claim.service !== service) throw malformed.wrongService(service, claim.source, claim.service);
  if (claim.region !== region) throw malformed.wrongRegion(service, claim.source, claim.region, region);
}

/** S3 wants all of its own headers signed, but for the hash of the body (reported). */
function checkCoverage({ headers }: HttpRequest, { signedHeaders }: SignatureClaim): void {
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) throw malformed.headersNotSigned(unsigned);
}

function checkSignature(
  service: ServiceName,
  request: HttpRequest,
  claim: SignatureClaim,
  payloadHash: string,
  key: Uint8Array,
): void {
  let tried = { canonicalRequest: '', stringToSign: '' };
  for (const canonicalRequest of canonicalRequests(request, claim, payloadHash)) {
    const text = stringToSign(claim, canonicalRequest);
    const expected = hmac(key, text).toString('hex');
    if (sameText(expected, claim.signature)) return;
    if (tried.canonicalRequest === '') tried = { canonicalRequest, stringToSign: text };
  }
  throw failure.wrongSignature(service, {
    ...tried,
    accessKeyId: claim.accessKeyId,
    signature: claim.signature,
  });
}

function decodeBody(
  request: HttpRequest,
  payloadHash: string,
  signing: { key: Uint8Array; claim: SignatureClaim },
): HttpRequest {
  if (!isChunked(payloadHash)) return request;
  const length = request.headers['x-amz-decoded-content-length'];
  if (length === undefined) {
    throw new AwsError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  const { body, trailers } = decodeChunked(request.body, payloadHash, length, signing);
  const headers: Record<string, string> = { ...request.headers };
  // Only what was announced, which the signature covers: a trailer must not replace a header that was signed.
  for (const name of (headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',')
    .map((text) => text.trim())) {
    const value = trailers[name];
    if (value !== undefined) headers[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '')
    .split(',')
    .filter((name) => !['', 'aws-chunked'].includes(name.trim()));
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',');
  else delete headers['content-encoding'];
  return { ...request, headers, body };
}
