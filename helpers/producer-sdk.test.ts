import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { Producer, type ProducerOptions } from './producer.js';
import { type FakeFirehose, startFakeFirehose } from './testing/fake-firehose.js';
import { lines, sendAll, texts, undeliveredBy } from './testing/producing.js';

let fake: FakeFirehose;
afterEach(() => fake.close());

async function producerFor(
  plan: Parameters<typeof startFakeFirehose>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  fake = await startFakeFirehose(plan);
  return new Producer(fake.client, 's', { firstPauseMs: 1, ...options });
}

const busy = { status: 503, error: 'ServiceUnavailableException' };

describe("the caller's client", () => {
  for (const isFast of [true, false]) {
    it(`keeps its own retries for other uses, and has none for the producer (isFast: ${isFast})`, async () => {
      const producer = await producerFor((call) => (call < 4 ? busy : 'accept'), { isFast });
      const before = fake.client.middlewareStack.identify();
      await producer.put('a');
      await producer.flush();
      assert.deepEqual([producer.counters.calls, fake.calls.length], [5, 5]);
      assert.deepEqual(fake.client.middlewareStack.identify(), before);
      fake.calls.length = 2; // the next two calls fail
      const Records = [{ Data: Buffer.from('by hand\n') }];
      const answer = await fake.client.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }));
      assert.equal(answer.$metadata.attempts, 3);
      assert.deepEqual(fake.landed, ['a\n', 'by hand\n']);
    });
  }
});

describe('a call that takes too long', () => {
  it('is given up after callTimeoutMs, sent again, and counted as one that may land twice', async () => {
    const producer = await producerFor((call) => (call === 0 ? 'accept and hang' : 'accept'), {
      callTimeoutMs: 100,
    });
    await sendAll(producer, texts(3));
    assert.deepEqual(fake.landed, lines([...texts(3), ...texts(3)]));
    assert.equal(producer.counters.possibleDuplicates, 3);
  });
});

describe('a delivery stream that is not there yet', () => {
  const missing = { status: 400, error: 'ResourceNotFoundException' };

  it('is waited for', async () => {
    const producer = await producerFor((call) => (call < 3 ? missing : 'accept'));
    await sendAll(producer, texts(3));
    assert.deepEqual(fake.landed, lines(texts(3)));
    assert.equal(producer.counters.possibleDuplicates, 0);
  });

  it('is not waited for longer than streamGraceSeconds, nor once it has been there', async () => {
    const never = await producerFor(() => missing, { streamGraceSeconds: 0.5 });
    assert.match((await undeliveredBy(sendAll(never, texts(1)))).message, /ResourceNotFoundException/);
    assert.ok(fake.calls.length > 1);
    await fake.close();
    const gone = await producerFor((call) => (call === 0 ? 'accept' : missing));
    await sendAll(gone, texts(1));
    await undeliveredBy(sendAll(gone, texts(1)));
    assert.equal(fake.calls.length, 2);
  });
});

describe('credentials that have expired', () => {
  it('are asked for again, though their provider named no date', async () => {
    fake = await startFakeFirehose((_call, _records, key) =>
      key === 'NEW' ? 'accept' : { status: 400, error: 'ExpiredTokenException' },
    );
    let asked = 0;
    const credentials = async () => {
      asked += 1;
      return { accessKeyId: asked > 1 ? 'NEW' : 'OLD', secretAccessKey: 'b' };
    };
    const client = new FirehoseClient({ region: 'us-east-1', endpoint: fake.endpoint, credentials });
    await sendAll(new Producer(client, 's', { firstPauseMs: 1 }), texts(3));
    assert.deepEqual([fake.landed, asked], [lines(texts(3)), 2]);
    client.destroy();
  });
});

describe('an answer', () => {
  for (const isFast of [true, false]) {
    it(`that misses an entry leaves that entry to be sent again (isFast: ${isFast})`, async () => {
      const producer = await producerFor((call) => (call === 0 ? 'answer for one only' : 'accept'), {
        isFast,
      });
      await sendAll(producer, texts(3));
      assert.deepEqual(fake.calls[1], lines(texts(3).slice(1)));
    });

    it(`that is no JSON counts as lost (isFast: ${isFast})`, async () => {
      const producer = await producerFor((call) => (call === 0 ? 'garbage' : 'accept'), { isFast });
      await sendAll(producer, texts(3));
      assert.deepEqual(fake.landed, lines(texts(3)));
      assert.equal(producer.counters.possibleDuplicates, 3);
    });
  }
});
