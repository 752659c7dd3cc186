/** What the tests of the producer share. */
import assert from 'node:assert/strict';
import { Producer, type ProducerOptions, type Undelivered, UndeliveredError } from '../producer.js';
import { type FakeFirehose, startFakeFirehose } from './fake-firehose.js';

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

/** The service that the last `producerFor` has started; a test closes it. */
export let fake: FakeFirehose;

/** A producer for a fake Firehose that answers as planned. */
export async function producerFor(
  plan: Parameters<typeof startFakeFirehose>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  fake = await startFakeFirehose(plan);
  return new Producer(fake.client, 's', { firstPauseMs: 1, ...options });
}
