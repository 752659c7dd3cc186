/** What PutRecord and PutRecordBatch share. */
import { randomBytes } from 'node:crypto';
import type { LocalAws } from '../operation.js';
import { streamNotFoundForPut } from './errors.js';
import { statusOf } from './status.js';
import type { DeliveryStream } from './stream.js';

/** Real ids are 224 characters of base64 (seen in fixtures copied from live answers); shorter ones would flatter a client. */
const RECORD_ID_BYTES = 168;

export function newRecordIds(count: number): string[] {
  const random = randomBytes(count * RECORD_ID_BYTES);
  return Array.from({ length: count }, (_, i) =>
    random.toString('base64', i * RECORD_ID_BYTES, (i + 1) * RECORD_ID_BYTES),
  );
}

/**
 * The stream, if it takes records. One that is being created does not exist yet for producers: the put
 * calls model no other error (decided by us), and one that is being deleted promises nothing.
 *
 * @throws AwsError ResourceNotFoundException
 */
export function activeStream(aws: LocalAws, name: string): DeliveryStream {
  const stream = aws.firehose.find(name);
  if (!stream || statusOf(aws, stream) !== 'ACTIVE') throw streamNotFoundForPut(name, aws.account);
  return stream;
}
