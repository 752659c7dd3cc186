/** Who sent a request: the signature checked against the keys that IAM knows. */
import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { LocalAws, Principal, ServiceName } from '../operation.js';
import type { HttpRequest } from '../wire/message.js';
import { decodeChunked, isChunked } from './aws-chunked.js';
import * as failure from './failures.js';
import {
  canonicalRequests,
  hmac,
  readClaim,
  readTimestamp,
  type SignatureClaim,
  sha256Hex,
  signingKey,
  stringToSign,
  UnreadableClaim,
} from './sigv4.js';

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

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
/** S3 allows 15 minutes between its clock and the caller's, Firehose 5 (AWS documentation; texts of public transcripts). */
const ALLOWED_SKEW_MINUTES: Record<ServiceName, number> = { s3: 15, iam: 15, sts: 15, firehose: 5 };

/**
 * Verifies the signature and returns the caller.
 *
 * @throws AwsError in the shape of `service` when the request is unsigned (S3 lets it through as anonymous),
 *   half signed, signed with an unknown key, for another region or service, at another time, or wrongly.
 */
export function authenticate(aws: LocalAws, service: ServiceName, request: HttpRequest): Authenticated {
  const claim = claimOf(service, request);
  if (!claim) {
    if (service === 's3') return { caller: ANONYMOUS, request };
    throw failure.notSigned(service);
  }
  const key = aws.iam.accessKey(claim.accessKeyId);
  if (!key) throw failure.unknownKey(service, claim.accessKeyId);
  if (claim.service !== service) throw failure.wrongService(service, claim.service);
  if (claim.region !== aws.region) throw failure.wrongRegion(service, claim.region, aws.region);
  // By the machine's clock, as clients sign by theirs: the clock of the account may have been moved.
  checkTime(service, claim, new Date());
  const payloadHash = payloadHashOf(service, request, claim);
  const secretKey = signingKey(key.secret, claim);
  checkSignature(service, request, claim, payloadHash, secretKey);
  return { caller: key.principal, request: decodeBody(request, payloadHash, { key: secretKey, claim }) };
}

function claimOf(service: ServiceName, request: HttpRequest): SignatureClaim | undefined {
  try {
    return readClaim(request);
  } catch (error) {
    if (error instanceof UnreadableClaim) throw failure.incomplete(service, error.message);
    throw error;
  }
}

function checkTime(service: ServiceName, claim: SignatureClaim, now: Date): void {
  const signedAt = readTimestamp(claim.timestamp);
  if (!signedAt || !claim.timestamp.startsWith(claim.date)) {
    throw failure.incomplete(service, `The date ${claim.timestamp} does not fit the credential's scope.`);
  }
  const allowed = ALLOWED_SKEW_MINUTES[service];
  if (claim.expires !== undefined) {
    const expires = new Date(signedAt.getTime() + claim.expires * 1000);
    if (now > expires) throw failure.expiredPresignedUrl(expires, now);
    if (signedAt.getTime() - now.getTime() > allowed * 60_000) throw failure.notYetValidPresignedUrl();
    return;
  }
  if (Math.abs(now.getTime() - signedAt.getTime()) > allowed * 60_000) {
    throw failure.clockSkew(service, signedAt, now, allowed);
  }
}

/** The hash that was signed. A stated hash of the body is also compared with the body. */
function payloadHashOf(service: ServiceName, request: HttpRequest, claim: SignatureClaim): string {
  const stated = request.headers['x-amz-content-sha256'];
  if (claim.expires !== undefined && stated === undefined) return UNSIGNED_PAYLOAD;
  const actual = () => sha256Hex(request.body);
  if (stated === undefined || service !== 's3') return actual(); // boto3 states it for S3 only
  if (stated === UNSIGNED_PAYLOAD || isChunked(stated)) return stated;
  if (stated !== actual()) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { ClientComputedContentSHA256: stated, S3ComputedContentSHA256: actual() },
    );
  }
  return stated;
}

function checkSignature(
  service: ServiceName,
  request: HttpRequest,
  claim: SignatureClaim,
  payloadHash: string,
  key: Uint8Array,
): void {
  if (!claim.signedHeaders.includes('host'))
    throw failure.incomplete(service, "'Host' must be a signed header.");
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

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function decodeBody(
  request: HttpRequest,
  payloadHash: string,
  signing: { key: Uint8Array; claim: SignatureClaim },
): HttpRequest {
  if (!isChunked(payloadHash)) return request;
  const { body, trailers } = decodeChunked(
    request.body,
    payloadHash,
    request.headers['x-amz-decoded-content-length'],
    signing,
  );
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
