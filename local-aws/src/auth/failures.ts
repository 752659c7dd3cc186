/**
 * Why a request could not be tied to a caller, in the words of the service that was asked. The three
 * protocols answer the same failure differently (texts collected from AWS's documentation and from
 * transcripts of the real services in public issues).
 */
import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';
import type { SignatureClaim } from './claim.js';
import { mismatched } from './malformed.js';

const TOKEN_INVALID = 'The security token included in the request is invalid.';
const QUERY_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Chooses by protocol: S3, the Query services (IAM, STS), Firehose. */
function by<T>(service: ServiceName, s3: T, query: T, json: T): T {
  if (service === 's3') return s3;
  return service === 'firehose' ? json : query;
}

export function unknownKey(service: ServiceName, accessKeyId: string): AwsError {
  return by(
    service,
    () =>
      new AwsError(
        'InvalidAccessKeyId',
        403,
        'The AWS Access Key Id you provided does not exist in our records.',
        {
          AWSAccessKeyId: accessKeyId,
        },
      ),
    () => new AwsError('InvalidClientTokenId', 403, TOKEN_INVALID),
    () => new AwsError('UnrecognizedClientException', 400, TOKEN_INVALID),
  )();
}

export function wrongSignature(
  service: ServiceName,
  tried: { accessKeyId: string; signature: string; stringToSign: string; canonicalRequest?: string },
): AwsError {
  const bytes = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '$& ').trimEnd();
  return by(
    service,
    () =>
      new AwsError(
        'SignatureDoesNotMatch',
        403,
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        {
          AWSAccessKeyId: tried.accessKeyId,
          StringToSign: tried.stringToSign,
          SignatureProvided: tried.signature,
          StringToSignBytes: bytes(tried.stringToSign),
          ...(tried.canonicalRequest !== undefined && {
            CanonicalRequest: tried.canonicalRequest,
            CanonicalRequestBytes: bytes(tried.canonicalRequest),
          }),
        },
      ),
    () => new AwsError('SignatureDoesNotMatch', 403, QUERY_SIGNATURE),
    () => new AwsError('InvalidSignatureException', 400, QUERY_SIGNATURE),
  )();
}

export function clockSkew(
  service: ServiceName,
  requestTime: Date,
  serverTime: Date,
  allowedMinutes: number,
): AwsError {
  const isLate = requestTime < serverTime;
  const limit = new Date(serverTime.getTime() + (isLate ? -1 : 1) * allowedMinutes * 60_000);
  const expired = isLate
    ? `Signature expired: ${stamp(requestTime)} is now earlier than ${stamp(limit)} (${stamp(serverTime)} - ${allowedMinutes} min.)`
    : `Signature not yet current: ${stamp(requestTime)} is still later than ${stamp(limit)} (${stamp(serverTime)} + ${allowedMinutes} min.)`;
  return by(
    service,
    () =>
      new AwsError(
        'RequestTimeTooSkewed',
        403,
        'The difference between the request time and the current time is too large.',
        {
          RequestTime: stamp(requestTime),
          ServerTime: seconds(serverTime),
          MaxAllowedSkewMilliseconds: allowedMinutes * 60_000,
        },
      ),
    () => new AwsError('SignatureDoesNotMatch', 403, expired),
    () => new AwsError('InvalidSignatureException', 400, expired),
  )();
}

export function expiredToken(service: ServiceName, token: string): AwsError {
  const text = 'The security token included in the request is expired';
  return by(
    service,
    () => new AwsError('ExpiredToken', 400, 'The provided token has expired.', { 'Token-0': token }),
    () => new AwsError('ExpiredToken', 403, text),
    () => new AwsError('ExpiredTokenException', 400, text),
  )();
}

/** A token that does not belong to the key. Other than for an unknown key, the text has no full stop. */
export function invalidToken(service: ServiceName, token: string): AwsError {
  const text = 'The security token included in the request is invalid';
  return by(
    service,
    () =>
      new AwsError('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.', {
        'Token-0': token,
      }),
    () => new AwsError('InvalidClientTokenId', 403, text),
    () => new AwsError('UnrecognizedClientException', 400, text),
  )();
}

/** A presigned URL after its end. */
export function expiredPresignedUrl(
  service: ServiceName,
  { timestamp, expires }: SignatureClaim,
  end: Date,
  serverTime: Date,
): AwsError {
  if (service !== 's3') {
    return mismatched(
      service,
      `Signature expired: ${timestamp} is now earlier than ${stamp(new Date(serverTime.getTime() - (expires ?? 0) * 1000))}`,
    );
  }
  return expired(end, serverTime, { 'X-Amz-Expires': expires ?? 0 });
}

/** S3's answer to a presigned URL of any version after its end. */
export function expired(end: Date, serverTime: Date, details: Record<string, number> = {}): AwsError {
  return new AwsError('AccessDenied', 403, 'Request has expired', {
    ...details,
    Expires: seconds(end),
    ServerTime: seconds(serverTime),
  });
}

/** A presigned URL that was signed ahead of time; S3's answer as others measured it on AWS in 2026. */
export function notYetValidPresignedUrl(
  service: ServiceName,
  signedAt: Date,
  end: Date,
  serverTime: Date,
  allowedMinutes: number,
): AwsError {
  if (service !== 's3') return clockSkew(service, signedAt, serverTime, allowedMinutes);
  return new AwsError('AccessDenied', 403, 'Request is not yet valid', {
    'X-Amz-Date': signedAt.getTime(),
    Expires: seconds(end),
    ServerTime: seconds(serverTime),
  });
}

/** `20261123T101500Z` */
function stamp(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** As S3 writes instants in these errors: without fractions. */
function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}/, '');
}
