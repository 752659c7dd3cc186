import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { Producer, type ProducerOptions } from './producer.js';
import { type FakeFirehose, type Outcome, startFakeFirehose } from './testing/fake-firehose.js';
import { lines, recordsOf, sendAll, texts, undeliveredBy } from './testing/producing.js';
import { seededRandom } from './testing/random.js';

let fake: FakeFirehose;
afterEach(() => fake.close());

async function producerFor(
  plan: Parameters<typeof startFakeFirehose>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  fake = await startFakeFirehose(plan);
  return new Producer(fake.client, 's', { firstPauseMs: 1, inFlight: 1, streamGraceSeconds: 0, ...options });
}

const accept = () => 'accept' as const;
describe('when Firehose refuses some records of a call that succeeds', () => {
  for (const share of [0.1, 0.5, 0.9]) {
    it(`the producer sends exactly those again, ahead of newer ones, in their order (${share * 100} %)`, async () => {
      const random = seededRandom(share * 100);
      const producer = await producerFor(() => ({ refuse: () => random() < share }));
      const records = texts(2_000);
      await sendAll(producer, records);
      assert.deepEqual([...fake.landed].sort(), lines(records), 'nothing lost, nothing twice');
      for (const [call, refused] of fake.refused.entries()) {
        assert.deepEqual(fake.calls[call], [...(fake.calls[call] ?? [])].sort(), `call ${call} is in order`);
        assert.deepEqual(
          (fake.calls[call + 1] ?? []).slice(0, refused.length),
          refused,
          `after call ${call}`,
        );
      }
      const resent = fake.refused.reduce((sum, refused) => sum + refused.length, 0);
      assert.deepEqual(
        { ...producer.counters, latencyMs: 0 },
        {
          ...{ sent: 2_000, accepted: 2_000, bytes: 2_000 * 13, refused: resent, resent },
          ...{ possibleDuplicates: 0, calls: fake.calls.length, inFlight: 0, latencyMs: 0 },
        },
      );
    });
  }

  it('a refused record can be the first of the call, or the last', async () => {
    const producer = await producerFor((call, records) => ({
      refuse: (index) => call === 0 && (index === 0 || index === records.length - 1),
    }));
    await sendAll(producer, texts(10));
    assert.deepEqual(fake.calls[1], lines(['record 00000', 'record 00009']));
  });

  it('it gives up when nothing was accepted for the time that it is told, and hands back what is left', async () => {
    const plan = (call: number): Outcome => ({ refuse: (index) => call > 0 || index > 0 });
    const producer = await producerFor(plan, { giveUpAfterSeconds: 0 });
    const error = await undeliveredBy(sendAll(producer, texts(5)));
    assert.deepEqual(recordsOf(error.undelivered), texts(5).slice(1));
    assert.match(error.message, /delivery stream s .* 4 records .*ServiceUnavailableException: Slow down\./);
    assert.deepEqual([producer.counters.sent, producer.counters.accepted], [5, 1]);
  });
});

describe('when whole calls fail', () => {
  const passing: [what: string, Outcome][] = [
    ['HTTP 500', { status: 500, error: 'InternalFailure' }],
    ['HTTP 503', { status: 503, error: 'ServiceUnavailableException' }],
    ['throttling', { status: 400, error: 'ThrottlingException' }],
    ['an expired token, which may have been renewed', { status: 400, error: 'ExpiredTokenException' }],
    ['a cut connection', 'cut'],
  ];
  for (const [what, outcome] of passing) {
    it(`the producer sends the same again after ${what}`, async () => {
      const producer = await producerFor((call) => (call < 3 ? outcome : 'accept'));
      await sendAll(producer, texts(600));
      assert.deepEqual(fake.landed, lines(texts(600)));
      assert.equal(producer.counters.resent, 1_500);
      assert.equal(producer.counters.accepted, 600);
    });
  }

  it('nothing is lost or twice when all kinds of trouble come together', async () => {
    const random = seededRandom(7);
    const producer = await producerFor(() => {
      const kind = Math.floor(random() * 8);
      return passing[kind]?.[1] ?? { refuse: () => random() < 0.4 };
    });
    await sendAll(producer, texts(2_000));
    assert.deepEqual([...fake.landed].sort(), lines(texts(2_000)));
  });

  it('what was accepted lands twice when the answer gets lost, and is not lost', async () => {
    const producer = await producerFor((call) => (call === 0 ? 'lose the answer' : 'accept'));
    await sendAll(producer, texts(3));
    assert.deepEqual(fake.landed, lines([...texts(3), ...texts(3)]));
    assert.equal(producer.counters.accepted, 3);
  });

  for (const [error, status] of [
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['InvalidArgumentException', 400],
    ['ValidationException', 400],
    ['SerializationException', 400],
    ['UnrecognizedClientException', 403],
  ] as const) {
    it(`the producer gives up at once after ${error}, with every record that was not accepted`, async () => {
      const producer = await producerFor((call) =>
        call === 0 ? 'accept' : { status, error, message: 'never' },
      );
      for (const record of texts(700)) await producer.put(record);
      const first = await undeliveredBy(producer.flush());
      assert.deepEqual(recordsOf(first.undelivered), texts(700).slice(500));
      assert.match(
        first.message,
        new RegExp(`given up with 200 records not accepted. Last: ${error}: never`),
      );
      assert.equal((first.cause as Error).name, error);
      assert.equal(fake.calls.length, 2);
      assert.equal(await undeliveredBy(producer.put('later')), first);
      assert.equal(await undeliveredBy(producer.flush()), first);
      assert.equal(fake.calls.length, 2);
      assert.equal(first.undelivered.length, 200);
    });
  }

  it('it gives up at once without credentials', async () => {
    fake = await startFakeFirehose(accept);
    const missing = Object.assign(new Error('Could not load credentials'), {
      name: 'CredentialsProviderError',
    });
    const credentials = () => Promise.reject(missing);
    const client = new FirehoseClient({ region: 'us-east-1', credentials, endpoint: 'http://127.0.0.1:9' });
    const error = await undeliveredBy(sendAll(new Producer(client, 's'), texts(1)));
    assert.match(error.message, /CredentialsProviderError/);
    client.destroy();
  });
});
