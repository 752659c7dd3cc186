import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { CallReport } from './producer.js';
import { fake, lines, producerFor, sendAll, texts } from './testing/producing.js';

afterEach(() => fake.close());

const accept = () => 'accept' as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('lingerMs', () => {
  it('sends what waits when no other record has come for that long', async () => {
    const producer = await producerFor(accept, { lingerMs: 20 });
    const sent = new Promise((resolve) => producer.once('call', resolve));
    await producer.put('a');
    await producer.put('b');
    assert.equal(producer.counters.calls, 0);
    await sent;
    assert.deepEqual(fake.calls, [['a\n', 'b\n']]);
  });

  it('is the longest wait, also while a full batch is refused again and again', async () => {
    const isOver = (call: number) => call >= 60 || fake.landed.includes('late\n');
    const plan = (call: number, [first]: string[]) =>
      first === 'late\n' || isOver(call) ? accept() : { refuse: () => true };
    const producer = await producerFor(plan, { lingerMs: 200, inFlight: 2 });
    for (const record of texts(500)) await producer.put(record);
    await producer.put('late');
    while (producer.counters.accepted < 500) await turn();
    assert.deepEqual(fake.landed[0], 'late\n');
    await producer.flush();
  });
});

describe('an endless time', () => {
  const endless = { lingerMs: Infinity, callTimeoutMs: Infinity, giveUpAfterSeconds: Infinity };

  it('is as long as Node can wait, and not over at once', async () => {
    let answer = () => {};
    const plan = () => new Promise<'accept'>((resolve) => (answer = () => resolve('accept')));
    const producer = await producerFor(plan, endless);
    await producer.put('a');
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setTimeout(resolve, 1)); // what 1 ms would have ended
    assert.equal(producer.counters.calls, 0);
    const closed = producer.close({ deadline: Infinity });
    while (fake.calls.length === 0) await turn();
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    answer();
    await closed;
    assert.deepEqual([fake.calls, producer.counters.accepted], [[['a\n']], 1]);
  });
});

describe('inFlight', { timeout: 20_000 }, () => {
  for (const { options, calls } of [
    { options: {}, calls: 8 },
    { options: { inFlight: 1 }, calls: 1 },
  ]) {
    it(`of ${JSON.stringify(options)} has ${calls} calls under way at a time`, async () => {
      const waiting: (() => void)[] = [];
      let [underWay, most] = [0, 0];
      const producer = await producerFor(async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        // Nobody is answered before so many are there.
        if (underWay < calls && most < calls) await new Promise<void>((resolve) => waiting.push(resolve));
        for (const resolve of waiting.splice(0)) resolve();
        for (let i = 0; i < 5; i += 1) await turn();
        underWay -= 1;
        return 'accept' as const;
      }, options);
      await sendAll(producer, texts(10_000));
      assert.equal(most, calls);
      const isInOrder = calls === 1;
      assert.deepEqual(isInOrder ? fake.landed : [...fake.landed].sort(), lines(texts(10_000)));
    });
  }
});

describe('aggregateBytes', () => {
  it('packs records into entries of up to so many bytes, and the bytes stay the same', async () => {
    const producer = await producerFor(accept, { aggregateBytes: 39 }); // three of 13 bytes
    await sendAll(producer, texts(100));
    assert.equal(fake.landed.length, 34);
    assert.equal(fake.landed.join(''), lines(texts(100)).join(''));
    const { sent, accepted, bytes } = producer.counters;
    assert.deepEqual([sent, accepted, bytes], [100, 100, 1_300]);
  });

  it('never packs beyond 1,024,000 bytes, and takes text beside bytes', async () => {
    const producer = await producerFor(accept, { aggregateBytes: 1e9 });
    await producer.put('x'.repeat(1_023_990));
    await producer.put(Buffer.from('ü'));
    await producer.put('ä'.repeat(10));
    await producer.flush();
    assert.deepEqual(fake.landed, [`${'x'.repeat(1_023_990)}\nü\n`, `${'ä'.repeat(10)}\n`]);
  });

  it('resends a refused entry as it was, and counts its records', async () => {
    const producer = await producerFor((call) => ({ refuse: (index) => call === 0 && index === 1 }), {
      aggregateBytes: 26,
    });
    await sendAll(producer, texts(6));
    assert.deepEqual(fake.calls[1], [lines(texts(4).slice(2)).join('')]);
    assert.deepEqual([producer.counters.refused, producer.counters.resent], [2, 2]);
  });
});

describe('the rate', () => {
  for (const limit of [{ recordsPerSecond: 5_000 }, { bytesPerSecond: 5_000 * 13 }]) {
    it(`stays below ${JSON.stringify(limit)}`, async () => {
      const producer = await producerFor(accept, limit);
      const begun = performance.now();
      await sendAll(producer, texts(1_500));
      // The first 500 go at once, and each 500 after them 100 ms later.
      assert.ok(performance.now() - begun >= 199, 'not faster than that');
      assert.equal(fake.landed.length, 1_500);
    });
  }
});

describe('isFast', () => {
  const odd = ['', 'plain', 'ü', '\u0080\u00ff', '\u{1f321}', '\ud800', '"\\', 'x'.repeat(100_000)];
  for (const isFast of [true, false]) {
    it(`${isFast} sends the same bytes`, async () => {
      const producer = await producerFor(accept, { isFast });
      for (const record of odd) await producer.put(record);
      await producer.put(new Uint8Array([0xff, 0x00]));
      await producer.flush();
      const expected = [...odd.map((text) => Buffer.from(`${text}\n`)), Buffer.from([0xff, 0x00, 0x0a])];
      assert.deepEqual(fake.landed, expected.map(String));
      assert.equal(
        producer.counters.bytes,
        expected.reduce((sum, { length }) => sum + length, 0),
      );
    });
  }
});

describe('an option that makes no sense', () => {
  for (const options of [
    { inFlight: 0 },
    { bufferBytes: -1 },
    { recordsPerSecond: 0 },
    { lingerMs: Number.NaN },
  ]) {
    it(`is refused: ${JSON.stringify(options)}`, async () => {
      const name = Object.keys(options)[0] ?? '';
      await assert.rejects(producerFor(accept, options), { name: 'RangeError', message: new RegExp(name) });
    });
  }
});

describe('the event call', () => {
  it('says after each call what became of it', async () => {
    const producer = await producerFor((call) => ({ refuse: (index) => call === 0 && index === 0 }));
    const reports: CallReport[] = [];
    producer.on('call', (report: CallReport) => reports.push(report));
    await sendAll(producer, texts(3));
    await turn();
    const figures = reports.map(({ records, refused, bytes }) => [records, refused, bytes]);
    assert.deepEqual(figures, [
      [3, 1, 39],
      [1, 0, 13],
    ]);
    assert.match(String(reports[0]?.reason), /ServiceUnavailableException: Slow down\./);
    assert.ok(reports.every(({ latencyMs }) => latencyMs >= 0));
  });
});
