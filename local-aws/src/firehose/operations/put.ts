/** What PutRecord and PutRecordBatch share. */
import type { LocalAws } from '../../operation.js';
import { streamNotFoundForPut } from '../errors.js';
import { statusOf } from '../status.js';
import type { DeliveryStream } from '../stream.js';

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
