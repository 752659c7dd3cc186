import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';
import type { HttpRequest } from '../wire/message.js';
import type { SignatureClaim } from './claim.js';
import { sha256Hex } from './sigv4.js';

const UNSIGNED = 'UNSIGNED-PAYLOAD';
/** What may stand for the hash of a body (AWS documentation); the last two are of a signature that we have not. */
const MODES: readonly string[] = [
  UNSIGNED,
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
];

/**
 * The hash of the body that was signed. S3 wants it stated in a header, and compares what is stated with the
 * body; the others take the body as it is (boto3 states it for S3 only).
 *
 * @throws AwsError where S3's header is missing, no hash, or another body's (texts of public transcripts).
 */
export function payloadHashOf(
  service: ServiceName,
  { headers, body }: HttpRequest,
  claim: SignatureClaim,
): string {
  if (service !== 's3') return sha256Hex(body);
  const stated = headers['x-amz-content-sha256'];
  if (stated === undefined) {
    if (claim.source === 'query') return UNSIGNED;
    const text = 'Missing required header for this request: x-amz-content-sha256';
    throw new AwsError('InvalidRequest', 400, text);
  }
  if (MODES.includes(stated)) return stated;
  if (!/^[0-9a-fA-F]{64}$/.test(stated)) throw noHash(stated);
  const actual = sha256Hex(body);
  if (stated.toLowerCase() === actual) return stated;
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { ClientComputedContentSHA256: stated, S3ComputedContentSHA256: actual },
  );
}

function noHash(stated: string): AwsError {
  return new AwsError(
    'InvalidArgument',
    400,
    `x-amz-content-sha256 must be ${MODES.join(', ')} or a valid sha256 value.`,
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: stated },
  );
}
