/** What PutRecord and PutRecordBatch share. */
import { randomBytes } from 'node:crypto';
import type { LocalAws } from '../operation.js';
import { streamNotFoundForPut } from './errors.js';
import { statusOf } from './status.js';
import type { DeliveryStream } from './stream.js';

/** Real ids are 224 characters of base64 (seen in fixtures copied from live answers); shorter ones would flatter a client. */
const RECORD_ID_BYTES = 168;
const RECORD_ID_LENGTH = 224;

export function newRecordIds(count: number): string[] {
  // 168 bytes are 224 characters without padding, so all ids can be written as one text and cut.
  const text = randomBytes(count * RECORD_ID_BYTES).toString('base64');
  return Array.from({ length: count }, (_, i) =>
    text.slice(i * RECORD_ID_LENGTH, (i + 1) * RECORD_ID_LENGTH),
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
