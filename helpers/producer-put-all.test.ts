import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Data } from './producer.js';
import { fake, lines, producerFor, recordsOf, texts, undeliveredBy } from './testing/producing.js';

afterEach(() => fake.close());

const accept = () => 'accept' as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('putAll()', () => {
  const sources: [what: string, of: (records: string[]) => Iterable<Data> | AsyncIterable<Data>][] = [
    ['an array', (records) => records],
    ['a generator', (records) => records.values()],
    [
      'an async generator',
      async function* (records) {
        for (const record of records) yield record;
      },
    ],
  ];
  for (const [what, of] of sources) {
    it(`sends the records of ${what}, in their order`, async () => {
      const producer = await producerFor(accept, { inFlight: 1 });
      await producer.putAll(of(texts(1_700)));
      await producer.flush();
      assert.deepEqual(fake.landed, lines(texts(1_700)));
    });

    it(`asks ${what} for no more than there is room for`, async () => {
      let open = () => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      const producer = await producerFor(async () => {
        await opened;
        return 'accept' as const;
      });
      let taken = 0;
      const counted = of(texts(9_000));
      const source =
        Symbol.iterator in counted
          ? (function* () {
              for (const record of counted) {
                taken += 1;
                yield record;
              }
            })()
          : (async function* () {
              for await (const record of counted) {
                taken += 1;
                yield record;
              }
            })();
      const work = producer.putAll(source);
      while (fake.calls.length < 8) await turn();
      for (let i = 0; i < 20; i += 1) await turn();
      assert.equal(taken, 9 * 500, 'eight calls under way, and a ninth batch');
      open();
      await work;
      await producer.flush();
      assert.equal(fake.landed.length, 9_000);
    });
  }

  it('goes on when a lane takes the batch that waits, without an answer in between', async () => {
    const gates: (() => void)[] = [];
    const producer = await producerFor(
      async () => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return 'accept' as const;
      },
      { inFlight: 1 },
    );
    const work = producer.putAll(texts(1_400));
    while (gates.length < 1) await turn();
    gates[0]?.();
    await work;
    assert.deepEqual([producer.counters.sent, producer.counters.accepted], [1_400, 500]);
    const flushed = producer.flush();
    for (const call of [1, 2]) {
      while (gates.length <= call) await turn();
      gates[call]?.();
    }
    await flushed;
  });

  it('stops at a record that is too long; those before it were taken', async () => {
    const producer = await producerFor(accept);
    let asked = 0;
    function* records() {
      for (const record of ['a', 'x'.repeat(1_024_000), 'b']) {
        asked += 1;
        yield record;
      }
    }
    await assert.rejects(producer.putAll(records()), { name: 'RangeError' });
    await producer.flush();
    assert.deepEqual([fake.landed, asked], [['a\n'], 2]);
  });

  it('fails when sending was given up, and asks for no more', async () => {
    const producer = await producerFor(() => ({ status: 400, error: 'AccessDeniedException' }));
    let asked = 0;
    function* endless() {
      for (; ; asked += 1) yield 'a';
    }
    const error = await undeliveredBy(producer.putAll(endless()));
    assert.equal(error.undelivered.length, producer.counters.sent);
    assert.equal(asked, producer.counters.sent);
  });
});

describe('what is handed back', () => {
  for (const aggregateBytes of [0, 12]) {
    it(`is what was put, text as text and bytes as bytes, in order (aggregateBytes: ${aggregateBytes})`, async () => {
      const producer = await producerFor(
        (call) => {
          if (call === 0) return { refuse: (index) => index % 2 === 0 };
          return { status: 400, error: 'AccessDeniedException' };
        },
        { aggregateBytes, inFlight: 1 },
      );
      const records = [
        '',
        'text',
        'ü\u0080\u00ff',
        '\u{1f321}\ufeff',
        Buffer.from([0xff, 0x00]),
        Buffer.from('b'),
        'end',
      ];
      await producer.putAll(records);
      const error = await undeliveredBy(producer.flush());
      const landed = fake.landed.join('');
      const expected = records.filter((record) => !landed.includes(`${record}\n`) || record === '');
      assert.deepEqual(recordsOf(error.undelivered), expected);
      assert.ok(expected.length >= 3);
    });
  }

  it('is what was put even if the bytes were changed afterwards', async () => {
    const producer = await producerFor(accept, { signal: AbortSignal.abort(new Error('stop')) });
    const bytes = Buffer.from('abc');
    await producer.put(bytes);
    bytes.fill(0);
    const error = await undeliveredBy(producer.flush());
    assert.deepEqual(recordsOf(error.undelivered), [Buffer.from('abc')]);
  });
});
