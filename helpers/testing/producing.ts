/** What the tests of the producer share. */
import assert from 'node:assert/strict';
import { type Producer, type Undelivered, UndeliveredError } from '../producer.js';

export const texts = (count: number) =>
  Array.from({ length: count }, (_, i) => `record ${String(i).padStart(5, '0')}`);
export const lines = (records: string[]) => records.map((record) => `${record}\n`);
export const recordsOf = (undelivered: Undelivered[]) => undelivered.map(({ record }) => record);

export async function sendAll(producer: Producer, records: string[]): Promise<void> {
  for (const record of records) await producer.put(record);
  await producer.flush();
}

/** The error that giving up threw. */
export async function undeliveredBy(work: Promise<void>): Promise<UndeliveredError> {
  const error = await work.then(
    () => assert.fail('it should have given up'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UndeliveredError, String(error));
  return error;
}
