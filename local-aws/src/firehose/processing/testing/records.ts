/** Records for tests, and how to read them back. */
import type { Clock } from '../../../clock.js';
import type { FailedRecord, ProcessedRecord } from '../record.js';

export const ARRIVED_AT = Date.parse('2026-01-01T00:00:00Z');
export const NOW = ARRIVED_AT + 60_000;

export function record(data: string | Uint8Array): ProcessedRecord {
  return { data: Buffer.from(data), arrivedAt: ARRIVED_AT, row: '1' };
}

export function texts(records: readonly { data: Uint8Array }[]): string[] {
  return records.map(({ data }) => Buffer.from(data).toString('utf8'));
}

export function codes(failed: readonly FailedRecord[]): string[] {
  return failed.map(({ errorCode }) => errorCode);
}

/** A clock on which every wait is over at once; `waits` are the milliseconds that were asked for. */
export function hastyClock(): Clock & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => NOW,
    elapsed: (since) => NOW - since,
    after(ms, action) {
      waits.push(ms);
      const immediate = setImmediate(action);
      return () => clearImmediate(immediate);
    },
  };
}
