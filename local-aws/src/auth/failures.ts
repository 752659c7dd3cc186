/**
 * Why a request could not be tied to a caller, in the words of the service that was asked. The three
 * protocols answer the same failure differently (texts collected from AWS's documentation and from
 * transcripts of the real services in public issues).
 */
import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';

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
  tried: { accessKeyId: string; signature: string; stringToSign: string; canonicalRequest: string },
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
          CanonicalRequest: tried.canonicalRequest,
          CanonicalRequestBytes: bytes(tried.canonicalRequest),
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
  const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const limit = new Date(serverTime.getTime() - allowedMinutes * 60_000);
  const expired =
    requestTime < serverTime
      ? `Signature expired: ${stamp(requestTime)} is now earlier than ${stamp(limit)} (${stamp(serverTime)} - ${allowedMinutes} min.)`
      : `Signature not yet current: ${stamp(requestTime)} is still later than ${stamp(serverTime)}`;
  return by(
    service,
    () =>
      new AwsError(
        'RequestTimeTooSkewed',
        403,
        'The difference between the request time and the current time is too large.',
        {
          RequestTime: stamp(requestTime),
          ServerTime: serverTime.toISOString(),
          MaxAllowedSkewMilliseconds: allowedMinutes * 60_000,
        },
      ),
    () => new AwsError('SignatureDoesNotMatch', 403, expired),
    () => new AwsError('InvalidSignatureException', 400, expired),
  )();
}

export function notSigned(service: ServiceName): AwsError {
  const text = 'Request is missing Authentication Token';
  return by(
    service,
    () => new AwsError('AccessDenied', 403, 'Access Denied'),
    () => new AwsError('MissingAuthenticationToken', 403, text),
    () => new AwsError('MissingAuthenticationTokenException', 400, text),
  )();
}

export function incomplete(service: ServiceName, problem: string): AwsError {
  return by(
    service,
    () =>
      new AwsError('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${problem}`),
    () => new AwsError('IncompleteSignature', 400, problem),
    () => new AwsError('IncompleteSignatureException', 400, problem),
  )();
}

export function wrongRegion(service: ServiceName, given: string, expected: string): AwsError {
  const text = 'Credential should be scoped to a valid region.';
  return by(
    service,
    () =>
      new AwsError(
        'AuthorizationHeaderMalformed',
        400,
        `The authorization header is malformed; the region '${given}' is wrong; expecting '${expected}'`,
        { Region: expected },
      ),
    () => new AwsError('SignatureDoesNotMatch', 403, text),
    () => new AwsError('InvalidSignatureException', 400, text),
  )();
}

export function wrongService(service: ServiceName, given: string): AwsError {
  const text = `Credential should be scoped to correct service: '${service}'.`;
  return by(
    service,
    () =>
      new AwsError(
        'AuthorizationHeaderMalformed',
        400,
        `The authorization header is malformed; incorrect service "${given}". This endpoint belongs to "s3".`,
      ),
    () => new AwsError('SignatureDoesNotMatch', 403, text),
    () => new AwsError('InvalidSignatureException', 400, text),
  )();
}

export function expiredPresignedUrl(expires: Date, serverTime: Date): AwsError {
  return new AwsError('AccessDenied', 403, 'Request has expired', {
    Expires: expires.toISOString(),
    ServerTime: serverTime.toISOString(),
  });
}

export function notYetValidPresignedUrl(): AwsError {
  return new AwsError('AccessDenied', 403, 'Request is not valid yet');
}
