/** Which records of a put call are refused: by the throttle, or by a fault made on purpose, which looks the same. */
import { AwsError } from '../../errors.js';
import type { LocalAws } from '../../operation.js';
import type { DeliveryStream } from '../stream.js';

/** How a refused entry of a batch says it (quoted from a real answer in a public issue). */
export const REFUSED_ENTRY = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };

/** How a call that is refused as a whole says it (reported by users; AWS's model has it as the service's fault). */
function refusedCall(): AwsError {
  return new AwsError(REFUSED_ENTRY.ErrorCode, 500, REFUSED_ENTRY.ErrorMessage);
}

/**
 * The positions of the entries of a batch that are refused. They are spread over the array by chance: in the
 * real answers that users quoted they are no tail of it.
 *
 * @throws AwsError ServiceUnavailableException when the stream has had too many calls.
 */
export function refusedEntries(
  { faults, throttle, firehose }: LocalAws,
  stream: DeliveryStream,
  records: readonly Uint8Array[],
): ReadonlySet<number> {
  requireRequest({ throttle, firehose }, stream, records.length);
  const faulty = faults.refusedCount(stream.name, records.length);
  if (faulty === 0 && !throttle) return new Set();
  const order = shuffled(records.length);
  const refused = new Set(order.slice(0, faulty));
  for (const at of order.slice(faulty)) {
    if (throttle && !throttle.admitsRecord(stream, records[at]?.byteLength ?? 0)) refused.add(at);
  }
  if (refused.size > 0) firehose.metrics(stream).add('ThrottledRecords', refused.size);
  return refused;
}

/**
 * Lets a single record pass.
 *
 * @throws AwsError ServiceUnavailableException
 */
export function requireAdmission(aws: LocalAws, stream: DeliveryStream, data: Uint8Array): void {
  requireRequest(aws, stream, 1);
  if (aws.throttle?.admitsRecord(stream, data.byteLength) ?? true) return;
  aws.firehose.metrics(stream).add('ThrottledRecords');
  throw refusedCall();
}

function requireRequest(
  { throttle, firehose }: Pick<LocalAws, 'firehose' | 'throttle'>,
  stream: DeliveryStream,
  records: number,
): void {
  if (throttle?.admitsRequest(stream) ?? true) return;
  firehose.metrics(stream).add('ThrottledRecords', records);
  throw refusedCall();
}

/** The numbers from 0 to below `count` in an order of chance (Fisher and Yates). */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}
