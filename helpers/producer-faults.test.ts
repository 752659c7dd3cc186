import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CallReport, Producer } from './producer.js';
import { type FakeFirehose, type Outcome, startFakeFirehose } from './testing/fake-firehose.js';
import { seededRandom } from './testing/random.js';

const RUNS = 330;
/** When 9 of 10 are refused, one run takes as many calls as ten others. */
const LONG_RUNS = 30;

/** Without a lost answer nothing may land twice. */
const loseless: Outcome[] = [
  { status: 503, error: 'ServiceUnavailableException' },
  { status: 500, error: 'InternalFailure' },
  { status: 400, error: 'ThrottlingException' },
  { status: 400, error: 'ExpiredTokenException' },
  'cut',
];

/** Each kind of trouble: what becomes of a call. */
const troubles: Record<string, (random: () => number) => Outcome> = {
  '10 % of the entries refused': (random) => ({ refuse: () => random() < 0.1 }),
  '50 % of the entries refused': (random) => ({ refuse: () => random() < 0.5 }),
  '90 % of the entries refused': (random) => ({ refuse: () => random() < 0.9 }),
  'half of the calls failed, for all reasons that pass': (random) =>
    random() < 0.5 ? 'accept' : (loseless[Math.floor(random() * loseless.length)] ?? 'accept'),
  'a third of the answers lost': (random) => (random() < 0.33 ? 'lose the answer' : 'accept'),
  'some calls that never end': (random) => {
    const chance = random();
    if (chance < 0.94) return 'accept';
    return chance < 0.97 ? 'hang' : 'accept and hang';
  },
  'all of that': (random) => {
    const chance = random();
    if (chance < 0.3) return { refuse: () => random() < 0.4 };
    if (chance < 0.5) return loseless[Math.floor(random() * loseless.length)] ?? 'accept';
    return chance < 0.6 ? 'lose the answer' : 'accept';
  },
};

let fake: FakeFirehose;
let plan: () => Outcome = () => 'accept';
before(async () => {
  fake = await startFakeFirehose(() => plan());
});
after(() => fake.close());

describe('through 2,010 seeded runs, nothing is lost, and nothing lands twice but what lost its answer, with', () => {
  for (const [index, [what, trouble]] of Object.entries(troubles).entries()) {
    it(what, { timeout: 60_000 }, async () => {
      const runs = what.startsWith('90 %') ? LONG_RUNS : RUNS;
      for (let run = 0; run < runs; run += 1) await sendThrough(trouble, index * RUNS + run);
    });
  }
});

/** One run with its own size of batches, calls in flight, packing and path through the SDK. */
async function sendThrough(trouble: (random: () => number) => Outcome, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.ceil(random() * most);
  fake.landed.length = 0;
  fake.calls.length = 0;
  plan = () => trouble(random);
  const producer = new Producer(fake.client, 's', {
    inFlight: upTo(4),
    bufferBytes: 1_000 + upTo(20_000),
    aggregateBytes: random() < 0.3 ? upTo(60) : 0,
    isFast: random() < 0.7,
    firstPauseMs: 0.01,
    callTimeoutMs: trouble === troubles['some calls that never end'] ? 20 : 30_000,
  });
  let late = 0;
  producer.on('call', ({ reason }: CallReport) => {
    if (reason instanceof Error && reason.name === 'TimeoutError') late += 1;
  });
  const records = Array.from(
    { length: upTo(40) },
    (_, i) => `${seed} ${i} ${'ü'.repeat(Math.floor(random() * 4))}`,
  );
  for (const record of records) {
    await producer.put(random() < 0.9 ? record : Buffer.from(record));
    if (random() < 0.05) await producer.flush();
  }
  await producer.close();

  const landed = fake.landed.flatMap((entry) => entry.split('\n').slice(0, -1));
  const { sent, accepted, possibleDuplicates, inFlight, calls } = producer.counters;
  const told = `seed ${seed}`;
  assert.deepEqual(new Set(landed), new Set(records), told);
  assert.deepEqual([sent, accepted, inFlight], [records.length, records.length, 0], told);
  const twice = landed.length - records.length;
  assert.ok(
    twice <= possibleDuplicates,
    `${told}: ${twice} landed twice, ${possibleDuplicates} lost their answer`,
  );
  // A call whose time is over before it reaches the server is not among those that the server saw.
  const unseen = calls - fake.calls.length;
  const as = `${told}: of ${calls} calls the server saw ${fake.calls.length}, and ${late} were late`;
  assert.ok(unseen >= 0 && unseen <= late, `${as}; the SDK tries nothing again by itself`);
}
