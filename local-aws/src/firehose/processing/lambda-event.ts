/** The event that Firehose sends to a Lambda function, and how records are cut into events. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ProcessedRecord } from './record.js';

/** Lambda's limit for a synchronous request, and for its answer. */
export const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** What the event spends on a record beside its data: member names, a record id, a time. */
const BYTES_AROUND_DATA = 160;

/**
 * Records in batches of at most `bytes` of data, as BufferSizeInMBs asks, and never of more than one request
 * to Lambda takes. A record that is larger is a batch of its own.
 */
export function* batchesOf(records: readonly ProcessedRecord[], bytes: number): Generator<ProcessedRecord[]> {
  let batch: ProcessedRecord[] = [];
  let dataBytes = 0;
  let eventBytes = BYTES_AROUND_DATA * 2;
  for (const record of records) {
    const inEvent = BYTES_AROUND_DATA + Math.ceil(record.data.length / 3) * 4;
    const isFull = dataBytes + record.data.length > bytes || eventBytes + inEvent > LARGEST_PAYLOAD_BYTES;
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      dataBytes = 0;
      eventBytes = BYTES_AROUND_DATA * 2;
    }
    batch.push(record);
    dataBytes += record.data.length;
    eventBytes += inEvent;
  }
  if (batch.length > 0) yield batch;
}

/** Ids for a batch, of 62 digits as in AWS's samples; the same in every attempt (recorded on AWS). */
export function recordIds(count: number): string[] {
  const batch = BigInt(`0x${randomBytes(24).toString('hex')}`)
    .toString()
    .padStart(56, '0')
    .slice(-56);
  return Array.from({ length: count }, (_, index) => batch + String(index).padStart(6, '0'));
}

/** The event as JSON. Every attempt has an invocation id of its own (recorded on AWS). */
export function lambdaEvent(
  records: readonly ProcessedRecord[],
  ids: readonly string[],
  stream: { deliveryStreamArn: string; region: string },
): string {
  return JSON.stringify({
    invocationId: randomUUID(),
    deliveryStreamArn: stream.deliveryStreamArn,
    region: stream.region,
    records: records.map((record, index) => ({
      recordId: ids[index],
      approximateArrivalTimestamp: record.arrivedAt,
      data: Buffer.from(record.data).toString('base64'),
    })),
  });
}
