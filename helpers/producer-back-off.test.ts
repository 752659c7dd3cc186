import assert from 'node:assert/strict';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { Producer, type ProducerOptions } from './producer.js';
import { type FakeFirehose, type Outcome, startFakeFirehose } from './testing/fake-firehose.js';
import { lines, sendAll, texts } from './testing/producing.js';

let fake: FakeFirehose;
afterEach(() => fake.close());

/** Longer than any time-out in the SDK or the producer, so that a pause is told from those by its length. */
const FIRST_PAUSE_MS = 2e7;
const SHORTEST_MS = 1e5;

/**
 * The pauses that a producer makes while the calls go as planned, as parts of the first pause; it does not wait for
 * them. Jitter is taken out: each pause is as long as it can be.
 */
async function pausesOf(
  t: TestContext,
  outcomes: Outcome[],
  records: string[],
  options: ProducerOptions = {},
): Promise<number[]> {
  fake = await startFakeFirehose((call) => outcomes[call] ?? 'accept');
  const pauses: number[] = [];
  t.mock.method(Math, 'random', () => 1);
  const { setTimeout } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (work: () => void, ms: number) => {
    if (ms < SHORTEST_MS) return setTimeout(work, ms);
    pauses.push(Number((ms / FIRST_PAUSE_MS).toFixed(2)));
    return setTimeout(work, 0);
  });
  const producer = new Producer(fake.client, 's', { firstPauseMs: FIRST_PAUSE_MS, inFlight: 1, ...options });
  await sendAll(producer, records);
  assert.deepEqual([...fake.landed].sort(), lines(records));
  return pauses;
}

const down: Outcome = { status: 503, error: 'ServiceUnavailableException' };
const refuseAll: Outcome = { refuse: () => true };
/** Refuses the first so many entries. */
const refuse = (count: number): Outcome => ({ refuse: (index) => index < count });
const times = (count: number, outcome: Outcome) => Array.from({ length: count }, () => outcome);

describe('the pause before the next attempt', () => {
  it('doubles with every call that fails, however few records it has, up to a hundred times the first', async (t) => {
    assert.deepEqual(await pausesOf(t, times(9, down), ['a']), [1, 3, 7, 15, 31, 63, 100, 100, 100]);
  });

  it('doubles while every entry of full calls is refused', async (t) => {
    const [first = 0, second = 0, third = 0] = await pausesOf(t, times(3, refuseAll), texts(500));
    assert.ok(first > 0.95 && second > 2.8 && third > 6.5, String([first, second, third]));
  });

  it('is short while few are refused, and does not grow from call to call', async (t) => {
    assert.deepEqual(await pausesOf(t, [refuse(50), refuse(5)], texts(500)), [0.01, 0.01]);
  });

  it('is not long for a single record that is refused once: that says little', async (t) => {
    assert.deepEqual(await pausesOf(t, times(1, refuseAll), ['a']), [0.07]);
  });

  it('but grows while it is refused', async (t) => {
    const pauses = await pausesOf(t, times(40, refuseAll), ['a']);
    assert.ok((pauses[10] ?? 0) >= 1 && (pauses[39] ?? 0) > 10, String(pauses));
  });

  it('begins anew as soon as one entry is accepted', async (t) => {
    const outcomes = [down, down, down, refuse(50), down, down];
    assert.deepEqual(await pausesOf(t, outcomes, texts(500)), [1, 3, 7, 0.01, 1.14, 3.28]);
  });

  it('begins anew as soon as all are accepted', async (t) => {
    const outcomes = [down, down, 'accept' as const, down];
    assert.deepEqual(await pausesOf(t, outcomes, texts(1_000)), [1, 3, 1]);
  });
});

describe('the jitter', () => {
  it('makes a pause as short as nothing, too', async (t) => {
    t.mock.method(Math, 'random', () => 0);
    fake = await startFakeFirehose((call) => (call < 5 ? down : 'accept'));
    const producer = new Producer(fake.client, 's', { firstPauseMs: 1e9 });
    await sendAll(producer, ['a']);
    assert.equal(fake.calls.length, 6);
  });
});

describe('while one lane makes a pause', () => {
  it('the others go on', async (t) => {
    fake = await startFakeFirehose((call) => (call === 0 ? down : 'accept'));
    t.mock.method(Math, 'random', () => 1);
    const producer = new Producer(fake.client, 's', { firstPauseMs: 1e9, inFlight: 2 });
    for (const record of texts(3_000)) await producer.put(record);
    while (producer.counters.accepted < 2_500) await new Promise((resolve) => setImmediate(resolve));
    const failure = await producer.close({ deadline: 0 }).catch((error: unknown) => error);
    assert.equal((failure as { undelivered: unknown[] }).undelivered.length, 500);
  });
});
