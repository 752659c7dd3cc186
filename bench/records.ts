/** The records that every case sends: numbered, so that each can be found again. 93 bytes on average. */
import type { _Record } from '@aws-sdk/client-firehose';

/** AWS's limit of one PutRecordBatch. */
export const BATCH_RECORDS = 500;

const FIRST_EVENT = Date.UTC(2026, 0, 1);

export type BenchRecord = ReturnType<typeof record>;

/** The record with the number `n`. */
export function record(n: number) {
  return {
    n,
    sensor_id: n % 100,
    temp: 60 + (n % 4_000) / 100,
    status: 'OK',
    event_time: new Date(FIRST_EVENT + n * 10).toISOString(),
  };
}

/** Its text, ended by a line feed. */
export function recordText(n: number): string {
  return `${JSON.stringify(record(n))}\n`;
}

/** The 500 records from number `first` on, made anew as a producer makes them. */
export function makeBatch(first: number): _Record[] {
  return Array.from({ length: BATCH_RECORDS }, (_, index) => ({
    Data: Buffer.from(recordText(first + index)),
  }));
}
