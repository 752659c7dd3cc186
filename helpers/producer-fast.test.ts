import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { FirehoseClient, type PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { type CallReport, Producer, type ProducerOptions, UndeliveredError } from './producer.js';
import { type FakeFirehose, startFakeFirehose } from './testing/fake-firehose.js';
import { lines, sendAll, texts } from './testing/producing.js';

let fake: FakeFirehose;
afterEach(() => fake.close());

async function producerFor(
  plan: Parameters<typeof startFakeFirehose>[0],
  options: ProducerOptions = {},
): Promise<Producer> {
  fake = await startFakeFirehose(plan);
  return new Producer(fake.client, 's', { firstPauseMs: 1, ...options });
}

const accept = () => 'accept' as const;

/** How many records the SDK's own serializer gets to see in each call. */
function countSerialized(client: FirehoseClient, rewrite = (body: string) => body): number[] {
  const counts: number[] = [];
  const protocol = client.config.protocol as unknown as {
    serializeRequest(
      schema: unknown,
      input: { Records: unknown[] },
      context: unknown,
    ): Promise<{ body: Uint8Array }>;
  };
  const serialize = protocol.serializeRequest.bind(protocol);
  protocol.serializeRequest = async (schema, input, context) => {
    counts.push(input.Records.length);
    const request = await serialize(schema, input, context);
    request.body = Buffer.from(rewrite(new TextDecoder().decode(request.body)));
    return request;
  };
  return counts;
}

describe('the fast way through the SDK', () => {
  it('writes the records past the serializer, and says nothing on the console', async (t) => {
    const producer = await producerFor(accept);
    const warned = t.mock.method(console, 'warn', () => {});
    await sendAll(producer, texts(3));
    const counts = countSerialized(fake.client);
    await sendAll(producer, texts(3));
    assert.deepEqual([counts, warned.mock.callCount()], [[0], 0]);
    assert.deepEqual(fake.landed, lines([...texts(3), ...texts(3)]));
  });

  for (const isFast of [true, false]) {
    it(`sends entries of no bytes, the first one, too (isFast: ${isFast})`, async () => {
      const producer = await producerFor(accept, { isFast, delimiter: '' });
      await sendAll(producer, ['', '', 'a', '']);
      assert.deepEqual(fake.landed, ['', '', 'a', '']);
    });
  }

  it('is left where the SDK writes another request, and tried once', async () => {
    const producer = await producerFor(accept);
    const counts = countSerialized(fake.client, (body) => body.replace('"Records":[]', '"Records": []'));
    await sendAll(producer, texts(3));
    await sendAll(producer, texts(3));
    assert.deepEqual(fake.landed, lines([...texts(3), ...texts(3)]));
    assert.deepEqual(counts, [0, 3, 3]);
  });

  it('is left where the stack of middleware is another', async () => {
    const producer = await producerFor(accept);
    fake.client.middlewareStack.remove('loggerMiddleware');
    fake.client.middlewareStack.add((next) => next, { name: 'loggerMiddleware', step: 'build' });
    const counts = countSerialized(fake.client);
    await sendAll(producer, texts(3));
    assert.deepEqual([fake.landed, counts], [lines(texts(3)), [3]]);
  });

  it('takes an answer that the request handler has read already', async () => {
    const producer = await producerFor((call) => ({ refuse: (index) => call === 0 && index === 1 }));
    const { handle } = fake.client.config.requestHandler;
    fake.client.config.requestHandler.handle = async (...args) => {
      const result = await handle.apply(fake.client.config.requestHandler, args);
      const chunks: Uint8Array[] = [];
      for await (const chunk of result.response.body) chunks.push(chunk);
      result.response.body = new Uint8Array(Buffer.concat(chunks));
      return result;
    };
    await sendAll(producer, texts(3));
    assert.deepEqual(fake.calls[1], ['record 00001\n']);
  });

  it('signs each call with the credentials of its time', async () => {
    const keys: string[] = [];
    fake = await startFakeFirehose((_call, _records, key) => {
      keys.push(key);
      return 'accept';
    });
    let asked = 0;
    const credentials = async () => {
      asked += 1;
      return { accessKeyId: `K${asked}`, secretAccessKey: 'b', expiration: new Date(Date.now() + 1_000) };
    };
    const client = new FirehoseClient({ region: 'us-east-1', endpoint: fake.endpoint, credentials });
    const producer = new Producer(client, 's');
    for (const record of texts(3)) await sendAll(producer, [record]);
    assert.equal(new Set(keys).size, 3, String(keys));
    client.destroy();
  });
});

describe('an answer with refusals', () => {
  const answers: [what: string, how: { message?: string; isIndented?: boolean }][] = [
    ['as Firehose writes it', {}],
    ['with spaces', { isIndented: true }],
    ['with words that look like its own', { message: '},{"RecordId":"1"},{"FailedPutCount":0}]' }],
  ];
  for (const [what, how] of answers) {
    it(`is understood ${what}`, async () => {
      const isOdd = (index: number) => index % 3 === 1 || index > 95;
      const producer = await producerFor((call) => (call === 0 ? { refuse: isOdd, ...how } : accept()));
      const reports: CallReport[] = [];
      producer.on('call', (report: CallReport) => reports.push(report));
      await sendAll(producer, texts(100));
      assert.deepEqual(fake.calls[1], fake.refused[0]);
      assert.equal(fake.calls[1]?.length, 36);
      assert.deepEqual([...fake.landed].sort(), lines(texts(100)));
      assert.equal(String(reports[0]?.reason), `ServiceUnavailableException: ${how.message ?? 'Slow down.'}`);
    });
  }
});

describe("a middleware of the caller's", () => {
  type Input = PutRecordBatchCommand['input'];

  for (const step of ['initialize', 'serialize', 'build', 'finalizeRequest'] as const) {
    it(`sees the records of each call in the step ${step}`, async () => {
      const producer = await producerFor(accept);
      const seen: string[][] = [];
      const look = (next: (args: never) => unknown) => (args: { input: Input }) => {
        seen.push((args.input.Records ?? []).map(({ Data }) => Buffer.from(Data as Uint8Array).toString()));
        return next(args as never);
      };
      fake.client.middlewareStack.add(look as never, { step } as never);
      await sendAll(producer, texts(3));
      await sendAll(producer, texts(2));
      assert.deepEqual(seen, [lines(texts(3)), lines(texts(2))]);
      assert.deepEqual(fake.landed, lines([...texts(3), ...texts(2)]));
    });
  }

  const shout = (input: Input) =>
    (input.Records ?? []).map(({ Data }) => ({
      Data: Buffer.from(
        Buffer.from(Data as Uint8Array)
          .toString()
          .toUpperCase(),
      ),
    }));
  const changes: [what: string, change: (input: Input) => Input][] = [
    ['by other records in the same input', (input) => Object.assign(input, { Records: shout(input) })],
    ['by another input', (input) => ({ ...input, Records: shout(input) })],
    [
      'in the bytes of the records',
      (input) => {
        for (const { Data } of input.Records ?? []) Data?.set([0x52]);
        return input;
      },
    ],
  ];
  for (const [what, change] of changes) {
    it(`may change what is sent ${what}`, async () => {
      const producer = await producerFor((call) => ({ refuse: (index) => call === 0 && index === 1 }));
      fake.client.middlewareStack.add(
        (next) => (args) => next({ ...args, input: change(args.input as Input) }),
        { step: 'initialize' },
      );
      await sendAll(producer, texts(2));
      assert.ok(
        fake.landed.every((record) => /^R/.test(record)),
        String(fake.landed),
      );
      assert.deepEqual(
        fake.landed.map((record) => record.toLowerCase()),
        lines(texts(2)),
      );
    });
  }

  it('gets the whole body to sign or to send', async () => {
    const producer = await producerFor(accept);
    let body = '';
    fake.client.middlewareStack.add(
      (next) => (args) => {
        body = Buffer.from((args.request as { body: Uint8Array }).body).toString();
        return next(args);
      },
      { step: 'build', priority: 'high' },
    );
    await sendAll(producer, ['a']);
    assert.deepEqual(JSON.parse(body), { DeliveryStreamName: 's', Records: [{ Data: 'YQo=' }] });
  });

  it('sees how many entries were refused', async () => {
    const producer = await producerFor((call) => ({ refuse: (index) => call === 0 && index < 2 }));
    const counts: (number | undefined)[] = [];
    fake.client.middlewareStack.add((next) => async (args) => {
      const result = await next(args);
      counts.push((result.output as { FailedPutCount?: number }).FailedPutCount);
      return result;
    });
    await sendAll(producer, texts(3));
    assert.deepEqual(counts, [2, 0]);
  });
});

describe("the caller's logger", () => {
  it('gets every record, as of other calls', async () => {
    fake = await startFakeFirehose(accept);
    const logged: number[] = [];
    const info = ({ input }: { input: { Records: unknown[] } }) => logged.push(input.Records.length);
    const nothing = () => {};
    const logger = { info, debug: nothing, warn: nothing, error: nothing } as never;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new FirehoseClient({ region: 'us-east-1', endpoint: fake.endpoint, credentials, logger });
    await sendAll(new Producer(client, 's'), texts(3));
    assert.deepEqual([fake.landed, logged], [lines(texts(3)), [3]]);
    client.destroy();
  });
});

describe('a client whose send() is replaced, as mocks do', () => {
  it('gets commands with their records, and its answers count', async () => {
    const producer = await producerFor(accept);
    const calls: string[][] = [];
    fake.client.send = (async ({ input }: PutRecordBatchCommand) => {
      const records = (input.Records ?? []).map(({ Data }) => Buffer.from(Data as Uint8Array).toString());
      calls.push(records);
      const isFirst = calls.length === 1;
      return {
        RequestResponses: records.map((_, i) =>
          isFirst && i === 0 ? { ErrorCode: 'E' } : { RecordId: 'r' },
        ),
      };
    }) as never;
    const failure = await sendAll(producer, ['a', 'b']).catch((error: unknown) => error);
    assert.ok(failure instanceof UndeliveredError, 'E is not known to pass');
    assert.deepEqual([calls, failure.undelivered.map(({ record }) => record)], [[['a\n', 'b\n']], ['a']]);
  });
});
