import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, it } from 'node:test';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { Producer, UndeliveredError } from './producer.js';
import { fake, lines, producerFor, recordsOf, texts, undeliveredBy } from './testing/producing.js';

afterEach(() => fake?.close());

const accept = () => 'accept' as const;

describe('close()', () => {
  it('sends what waits, and takes no more', async () => {
    const producer = await producerFor(accept);
    for (const record of texts(3)) await producer.put(record);
    await producer.close();
    assert.deepEqual(fake.landed, lines(texts(3)));
    await assert.rejects(producer.put('late'), /put\(\) after the end of the producer for s/);
    await producer.close();
  });

  for (const [what, outcome] of [
    ['does not answer', 'hang'],
    ['is down', { status: 503, error: 'ServiceUnavailableException' }],
    ['refuses everything', { refuse: () => true }],
  ] as const) {
    it(`comes back at its deadline when the service ${what}, with every record and why`, async () => {
      const producer = await producerFor(() => outcome, { firstPauseMs: 1e6 });
      for (const record of texts(1_200)) await producer.put(record);
      const begun = performance.now();
      const error = await undeliveredBy(producer.close({ deadline: 300 }));
      assert.ok(performance.now() - begun < 5_000, 'and not when a call or a pause would have ended');
      assert.deepEqual(recordsOf(error.undelivered), texts(1_200));
      assert.match(
        error.message,
        /1200 records not accepted. Last: TimeoutError: close\(\) was given 300 ms/,
      );
      const last = outcome === 'hang' ? /close\(\) was given/ : /ServiceUnavailableException/;
      assert.match(String(error.undelivered[0]?.reason), last);
      assert.equal(await undeliveredBy(producer.flush()), error);
    });
  }

  it('refuses a deadline that is no time, and goes on', async () => {
    const producer = await producerFor(accept);
    for (const deadline of [Number.NaN, -1]) {
      await assert.rejects(producer.close({ deadline }), { name: 'RangeError', message: /deadline of/ });
    }
    await producer.put('a');
    await producer.close({ deadline: 30_000 });
    assert.deepEqual(fake.landed, ['a\n']);
  });

  it('comes back at its deadline when there is nobody at all, or no credentials come', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as { port: number };
    nobody.close();
    const settings = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` };
    const clients = [
      new FirehoseClient({ ...settings, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
      new FirehoseClient({ ...settings, credentials: () => new Promise(() => {}) }),
    ];
    for (const client of clients) {
      const producer = new Producer(client, 's');
      await producer.put('a');
      const error = await undeliveredBy(producer.close({ deadline: 50 }));
      assert.deepEqual(recordsOf(error.undelivered), ['a']);
      client.destroy();
    }
  });
});

describe('flush()', () => {
  it('waits for what was put before, and not for what comes after', async () => {
    let open = () => {};
    const producer = await producerFor((call) =>
      call === 0 ? 'accept' : new Promise((resolve) => (open = () => resolve('accept'))),
    );
    await producer.put('before');
    const flushed = producer.flush();
    await producer.put('after');
    const both = producer.flush();
    await flushed;
    assert.deepEqual(fake.landed, ['before\n']);
    while (fake.calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
    open();
    await both;
    assert.deepEqual(fake.landed, ['before\n', 'after\n']);
  });

  it('does not count what came after, even if that is acknowledged first', async () => {
    let open = () => {};
    const producer = await producerFor((call) =>
      call > 0 ? 'accept' : new Promise((resolve) => (open = () => resolve('accept'))),
    );
    await producer.put('before');
    let isFlushed = false;
    const flushed = producer.flush().then(() => {
      isFlushed = true;
    });
    await producer.put('after');
    const both = producer.flush();
    while (producer.counters.accepted < 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([fake.landed, isFlushed], [['after\n'], false]);
    open();
    await Promise.all([flushed, both]);
  });

  it('leaves no timer behind', async () => {
    const producer = await producerFor(accept, { lingerMs: 60_000 });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    for (const record of texts(700)) await producer.put(record);
    await producer.flush();
    fake.client.destroy();
    assert.ok(timers() <= before + 1, 'at most the one that the server has for its connections');
  });
});

describe('pipeline(source, producer)', () => {
  it('sends all records of an iterable, and ends when they are acknowledged', async () => {
    const producer = await producerFor(accept, { bufferBytes: 10_000 });
    await pipeline(texts(3_000), producer);
    assert.equal(producer.counters.accepted, 3_000);
    assert.deepEqual([...fake.landed].sort(), lines(texts(3_000)));
  });

  it('takes no more from its source than the buffer has room for', async () => {
    const producer = await producerFor(() => 'hang', { bufferBytes: 100_000 });
    let taken = 0;
    async function* endless() {
      for (; ; taken += 1) yield 'x'.repeat(1_000);
    }
    const stop = new AbortController();
    const piped = pipeline(endless(), producer, { signal: stop.signal });
    while (producer.counters.inFlight === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 100; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(taken > 50 && taken < 200, `${taken} records of 1 kB taken into a buffer of 100 kB`);
    stop.abort();
    await assert.rejects(piped, { name: 'AbortError' });
    const error = await undeliveredBy(producer.close({ deadline: 0 }));
    assert.equal(error.undelivered.length, producer.counters.sent, 'what had been taken is handed back');
  });

  it('fails with what was not delivered', async () => {
    const producer = await producerFor(() => ({ status: 400, error: 'AccessDeniedException' }));
    const error = await pipeline(texts(10), producer).catch((reason: unknown) => reason);
    assert.ok(error instanceof UndeliveredError);
    assert.deepEqual(recordsOf(error.undelivered), texts(10));
    assert.equal((error.cause as Error).name, 'AccessDeniedException');
  });
});

describe('giving up', () => {
  it('lets the other calls under way end, and counts what they brought', async () => {
    const producer = await producerFor(async (call) => {
      if (call === 0) return { status: 400, error: 'AccessDeniedException' };
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 'accept';
    });
    for (const record of texts(1_000)) await producer.put(record);
    const error = await undeliveredBy(producer.flush());
    assert.equal(error.undelivered.length, 500);
    assert.equal(producer.counters.accepted, 500);
  });
});
