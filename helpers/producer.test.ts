import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { Producer, type ProducerOptions } from './producer.js';
import { type FakeFirehose, type Outcome, startFakeFirehose } from './testing/fake-firehose.js';
import { lines, recordsOf, sendAll, texts, undeliveredBy } from './testing/producing.js';

let fake: FakeFirehose;
afterEach(() => fake.close());

async function producerFor(
  plan: Parameters<typeof startFakeFirehose>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  fake = await startFakeFirehose(plan);
  return new Producer(fake.client, 's', { firstPauseMs: 1, inFlight: 1, ...options });
}

const accept = () => 'accept' as const;
describe('the producer collects records into calls', () => {
  it('of 500 records', async () => {
    const producer = await producerFor(accept);
    await sendAll(producer, texts(1_234));
    assert.deepEqual(
      fake.calls.map((records) => records.length),
      [500, 500, 234],
    );
    assert.deepEqual(fake.landed, lines(texts(1_234)));
    const { sent, accepted, resent, refused, calls, inFlight, bytes } = producer.counters;
    assert.deepEqual(
      { sent, accepted, resent, refused },
      { sent: 1234, accepted: 1234, resent: 0, refused: 0 },
    );
    assert.deepEqual({ calls, inFlight, bytes }, { calls: 3, inFlight: 0, bytes: 1234 * 13 });
  });

  it('of 4 MiB, counted with the newline and before base64, without waiting for more', async () => {
    const record = 'x'.repeat(64 * 1024 - 1); // 64 of these, with their newlines, are exactly 4 MiB
    let full: () => void = () => {};
    const called = new Promise<void>((resolve) => {
      full = resolve;
    });
    const producer = await producerFor(() => {
      full();
      return 'accept';
    });
    for (let i = 0; i < 65; i += 1) await producer.put(record);
    await called;
    await producer.flush();
    assert.deepEqual(
      fake.calls.map((records) => records.length),
      [64, 1],
    );
  });

  it('that stay below 4 MiB when the next record would not fit', async () => {
    const producer = await producerFor(accept);
    await sendAll(
      producer,
      Array.from({ length: 10 }, () => 'x'.repeat(1_000_000)),
    );
    assert.deepEqual(
      fake.calls.map((records) => records.length),
      [4, 4, 2],
    );
  });

  it('and makes no call before there is enough for one, nor one for nothing', async () => {
    const producer = await producerFor(accept);
    await producer.flush();
    for (const record of texts(499)) await producer.put(record);
    assert.equal(producer.counters.calls, 0);
    await producer.flush();
    await producer.flush();
    assert.equal(fake.calls.length, 1);
  });

  it('with the delimiter that it is told, which may be none', async () => {
    const producer = await producerFor(accept, { delimiter: '' });
    await sendAll(producer, ['{}', 'ü']);
    await sendAll(new Producer(fake.client, 's', { delimiter: ';' }), ['a']);
    await sendAll(new Producer(fake.client, 's', { delimiter: undefined }), ['b']);
    assert.deepEqual(fake.landed, ['{}', 'ü', 'a;', 'b\n']);
  });

  it('also when many put and flush at the same time', async () => {
    const producer = await producerFor(accept);
    const records = texts(1_300);
    await Promise.all(
      records.map(async (record, i) => {
        await producer.put(record);
        if (i % 100 === 0) await producer.flush();
      }),
    );
    await producer.flush();
    assert.deepEqual([...fake.landed].sort(), lines(records));
    assert.ok(fake.calls.every((batch) => batch.length <= 500));
  });
});

describe('what is neither text nor bytes', () => {
  for (const record of [
    undefined,
    null,
    7,
    {},
    new ArrayBuffer(8),
    new Uint16Array(4),
    new DataView(new ArrayBuffer(8)),
  ]) {
    it(`is rejected before any call, and spoils nothing: ${Object.prototype.toString.call(record)}`, async () => {
      const producer = await producerFor(accept);
      await producer.put('before');
      const message = /^A record must be a string or a Uint8Array, and is /;
      await assert.rejects(producer.put(record as string), { name: 'TypeError', message });
      await producer.put(Buffer.from('after'));
      await producer.flush();
      assert.deepEqual(fake.landed, ['before\n', 'after\n']);
    });
  }

  it('may be bytes of another realm, such as a kernel has for its cells', async () => {
    const producer = await producerFor(accept);
    await producer.put(runInNewContext('new Uint8Array([104, 105])'));
    await producer.flush();
    assert.deepEqual(fake.landed, ['hi\n']);
  });
});

describe('a record that Firehose can never accept', () => {
  it('is rejected before any call, and spoils nothing', async () => {
    const producer = await producerFor(accept);
    await producer.put('before');
    const tooLong = { name: 'RangeError', message: /1024001 bytes was put; Firehose takes at most 1024000/ };
    await assert.rejects(producer.put('x'.repeat(1_024_000)), tooLong);
    await assert.rejects(producer.put('ü'.repeat(512_000)), tooLong);
    assert.equal(producer.counters.calls, 0);
    await producer.put('after');
    await producer.flush();
    assert.deepEqual(fake.landed, ['before\n', 'after\n']);
    assert.equal(producer.counters.sent, 2);
  });

  it('is not one of exactly 1,024,000 bytes, newline included', async () => {
    const producer = await producerFor(accept);
    await sendAll(producer, ['x'.repeat(1_023_999)]);
    assert.equal(producer.counters.bytes, 1_024_000);
  });
});

describe('when Firehose is slow', () => {
  it('put() waits once the buffer is full, so that memory stays bounded, and goes on after', async () => {
    const gates: (() => void)[] = [];
    const gate = () => new Promise<Outcome>((resolve) => gates.push(() => resolve('accept')));
    let isOpen = false;
    const producer = await producerFor(() => (isOpen ? 'accept' : gate()), { bufferBytes: 1_000_000 });
    const record = 'x'.repeat(99_999);
    let taken = 0;
    const work = (async () => {
      for (let i = 0; i < 100; i += 1) {
        await producer.put(record);
        taken += 1;
      }
    })();
    while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(taken >= 9 && taken <= 20, `${taken} records of 100 kB taken: one call and one buffer of 1 MB`);
    isOpen = true;
    for (const open of gates) open();
    await work;
    await producer.flush();
    assert.equal(fake.landed.length, 100);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('before: nothing is sent, everything is handed back', async () => {
    const producer = await producerFor(accept, { signal: AbortSignal.abort(reason) });
    const error = await undeliveredBy(sendAll(producer, texts(2)));
    assert.deepEqual(recordsOf(error.undelivered), texts(2));
    assert.equal(error.cause, reason);
    assert.deepEqual(fake.calls, []);
  });

  it('ends a call that hangs', async () => {
    const stop = new AbortController();
    const plan = () => {
      setImmediate(() => stop.abort(reason));
      return 'hang' as const;
    };
    const producer = await producerFor(plan, { signal: stop.signal });
    const error = await undeliveredBy(sendAll(producer, texts(2)));
    assert.equal(error.undelivered.length, 2);
    assert.equal(error.cause, reason);
  });

  it('ends a pause between attempts', async () => {
    const stop = new AbortController();
    const plan = (): Outcome => {
      setTimeout(() => stop.abort(reason), 20);
      return { refuse: () => true };
    };
    const producer = await producerFor(plan, { signal: stop.signal, firstPauseMs: 1e9 });
    const error = await undeliveredBy(sendAll(producer, texts(2)));
    assert.deepEqual([error.undelivered.length, error.cause], [2, reason]);
    assert.equal(fake.calls.length, 1);
  });

  it('ends a put() that waits for room', async () => {
    const stop = new AbortController();
    const plan = () => {
      setImmediate(() => stop.abort(reason));
      return 'hang' as const;
    };
    const producer = await producerFor(plan, { signal: stop.signal, bufferBytes: 10 });
    const error = await undeliveredBy(
      (async () => {
        for (const record of texts(10)) await producer.put(record);
      })(),
    );
    assert.equal(error.cause, reason);
    assert.equal(error.undelivered.length, producer.counters.sent);
  });
});
