import { AwsError } from '../errors.js';
import type { HttpRequest } from '../wire/message.js';
import { readAddress } from '../wire/s3-routes.js';
import type { S3State } from './state.js';

/** What S3 answers to a browser that asks before it calls: no bucket here has CORS (texts recorded on AWS). */
export function preflightRefusal(s3: S3State, request: HttpRequest): AwsError {
  if (request.headers.origin === undefined) {
    const text = 'Insufficient information. Origin request header needed.';
    return new AwsError('BadRequest', 400, text);
  }
  const { bucket } = readAddress(request);
  const isThere = bucket !== undefined && s3.bucket(bucket) !== undefined;
  const text = isThere
    ? 'CORSResponse: CORS is not enabled for this bucket.'
    : 'CORSResponse: Bucket not found';
  const method = request.headers['access-control-request-method'] ?? '';
  return new AwsError('AccessForbidden', 403, text, { Method: method, ResourceType: 'BUCKET' });
}
