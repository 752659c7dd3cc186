import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../../testing/eventually.js';
import { ARN, CONTEXT, functionsUnderTest, handler } from './testing/functions.js';
import { ARRIVED_AT, codes, NOW, record, texts } from './testing/records.js';

const functions = functionsUnderTest();

describe('a Lambda transformation', () => {
  it('delivers what the function answers Ok, leaves out Dropped, and fails ProcessingFailed (recorded)', async () => {
    functions.write(
      'change.mjs',
      handler(`return { records: event.records.map((r) => ({ a: ok(r, text(r) + '!'), b: { recordId: r.recordId,
        result: 'Dropped' }, c: { recordId: r.recordId, result: 'ProcessingFailed', data: r.data } })[text(r)]) };`),
    );
    const { records, failed } = await functions.invoke(['a', 'b', 'c', 'a']);
    assert.deepEqual(texts(records), ['a!', 'a!']);
    assert.deepEqual([records[0]?.arrivedAt, records[0]?.row], [ARRIVED_AT, '1']);
    assert.deepEqual(failed, [
      {
        record: record('c'),
        errorOutputType: 'processing-failed',
        errorCode: 'Lambda.ProcessingFailedStatus',
        errorMessage: 'ProcessingFailed status set for record',
        attemptsMade: 1,
        attemptEndedAt: NOW,
        lambdaArn: ARN,
      },
    ]);
  });

  it('sends the event that AWS sends (documented)', async () => {
    functions.write(
      'change.mjs',
      handler(`return { records: event.records.map((r) => ok(r, JSON.stringify(event))) };`),
    );
    const { records } = await functions.invoke(['a', '']);
    const event = JSON.parse(texts(records)[0] ?? '');
    assert.deepEqual(Object.keys(event), ['invocationId', 'deliveryStreamArn', 'region', 'records']);
    assert.deepEqual([event.deliveryStreamArn, event.region], [CONTEXT.deliveryStreamArn, 'us-east-1']);
    const [first, second] = event.records;
    assert.deepEqual(Object.keys(first), ['recordId', 'approximateArrivalTimestamp', 'data']);
    assert.deepEqual([first.approximateArrivalTimestamp, first.data, second.data], [ARRIVED_AT, 'YQ==', '']);
    assert.match(first.recordId, /^\d{62}$/);
    assert.notEqual(first.recordId, second.recordId);
  });

  it('takes partition keys from the answer, numbers as text', async () => {
    functions.write(
      'change.mjs',
      handler(`return { records: event.records.map((r) => ({ ...ok(r, 'x'),
        metadata: { partitionKeys: { k: 'v', n: 7, none: null } } })) };`),
    );
    const { records } = await functions.invoke(['a']);
    assert.deepEqual(records[0]?.partitionKeys?.fromLambda, { k: 'v', n: '7' });
  });

  it('fails only the records whose ids are missing or doubled, and ignores foreign ids (recorded)', async () => {
    functions.write(
      'change.mjs',
      handler(`const [a, b, c] = event.records;
        return { records: [ok(a, 'A'), ok(b, '1'), ok(b, '2'), ok({ recordId: 'foreign' }, 'x')] };`),
    );
    const { records, failed } = await functions.invoke(['a', 'b', 'c']);
    assert.deepEqual(texts(records), ['A']);
    assert.deepEqual(codes(failed), ['Lambda.DuplicatedRecordId', 'Lambda.MissingRecordId']);
    assert.deepEqual(texts(failed.map((one) => one.record)), ['b', 'c']);
  });

  it('does not ask again after a malformed answer, and names what is wrong (recorded)', async () => {
    const answers: Record<string, string> = {
      "'text'": 'Lambda.JsonProcessingException',
      undefined: 'Lambda.JsonProcessingException',
      '[]': 'Lambda.JsonProcessingException',
      "{ records: 'none' }": 'Lambda.JsonProcessingException',
      '{ records: [null] }': 'Lambda.JsonProcessingException',
      '{}': 'Lambda.MissingRecordId',
      '{ records: [] }': 'Lambda.MissingRecordId',
      "{ records: [{ ...ok(event.records[0], 'x'), result: 'ok' }] }": 'Lambda.FunctionError',
      "{ records: [{ ...ok(event.records[0], 'x'), data: '%' }] }": 'Lambda.FunctionError',
      "{ records: [{ ...ok(event.records[0], 'x'), data: 7 }] }": 'Lambda.FunctionError',
      "{ records: [{ recordId: event.records[0].recordId, result: 'Ok' }] }": 'Lambda.InvalidReturnFormat',
    };
    const runner = functions.runnerWith();
    for (const [index, [answer, code]] of Object.entries(answers).entries()) {
      functions.write(`f${index}.mjs`, handler(`return ${answer};`));
      const { failed } = await runner.invoke(ARN.replace('change', `f${index}`), [record('a')], CONTEXT);
      assert.deepEqual([codes(failed), failed[0]?.attemptsMade], [[code], 1], answer);
    }
    assert.deepEqual(functions.clock.waits, []);
  });

  it('asks again when the function throws, 3 times by default, with the same ids in a new invocation (recorded)', async () => {
    functions.write(
      'change.mjs',
      handler(`console.log(event.invocationId, event.records[0].recordId); throw new TypeError('broken');`),
    );
    const { failed } = await functions.invoke(['a']);
    assert.deepEqual([codes(failed), failed[0]?.attemptsMade], [['Lambda.FunctionError'], 4]);
    assert.deepEqual(functions.clock.waits, [1_000, 2_000, 4_000]);
    const printed = await eventually(() => {
      const found = functions.lines.filter((line) => /^change: [0-9a-f-]{36} \d{62}$/.test(line));
      assert.equal(found.length, 4);
      return found.map((line) => line.split(' '));
    });
    assert.equal(new Set(printed.map(([, invocation]) => invocation)).size, 4);
    assert.equal(new Set(printed.map(([, , id]) => id)).size, 1);
    assert.ok(functions.lines.some((line) => line.startsWith('change: TypeError: broken')));
  });

  it('is whole again when a later attempt succeeds', async () => {
    functions.write(
      'change.mjs',
      `let calls = 0; ${handler(`if (++calls < 3) throw 1; return { records: [ok(event.records[0], String(calls))] };`)}`,
    );
    const { records, failed } = await functions.invoke(['a']);
    assert.deepEqual([texts(records), failed], [['3'], []]);
  });

  it('makes one attempt with NumberOfRetries 0', async () => {
    functions.write('change.mjs', handler(`throw new Error('x');`));
    assert.equal((await functions.invoke(['a'], { retries: 0 })).failed[0]?.attemptsMade, 1);
  });

  it('ends a function that takes too long, and tries again', async () => {
    functions.write('change.mjs', handler(`for (;;);`));
    const { failed } = await functions.invoke(
      ['a'],
      { retries: 1 },
      functions.runnerWith({ timeLimit: 300 }),
    );
    assert.deepEqual([codes(failed), failed[0]?.attemptsMade], [['Lambda.FunctionTimedOut'], 2]);
  });

  it('outlives functions that exit, use up their memory, or leave a promise rejected', async () => {
    functions.write('change.mjs', handler(`process.exit(0);`));
    functions.write('greedy.mjs', handler(`const all = []; for (;;) all.push(new Array(1e6).fill({}));`));
    functions.write(
      'careless.mjs',
      handler(`Promise.reject(new Error('forgotten')); await new Promise(() => {});`),
    );
    const runner = functions.runnerWith();
    for (const name of ['change', 'greedy', 'careless']) {
      const arn = ARN.replace('change', name);
      const { failed } = await runner.invoke(arn, [record('a')], { ...CONTEXT, retries: 0 });
      assert.deepEqual(codes(failed), ['Lambda.FunctionError'], name);
    }
  });

  it('fails answers above 6 MB as function errors (recorded)', async () => {
    functions.write('change.mjs', handler(`return { records: [ok(event.records[0], 'x'.repeat(5e6))] };`));
    const { failed } = await functions.invoke(['a'], { retries: 0 });
    assert.deepEqual(codes(failed), ['Lambda.FunctionError']);
    assert.match(functions.lines.join(), /exceeds 6291456/);
  });

  it('invokes once for every BufferSizeInMBs of data, and never with more than 6 MB', async () => {
    functions.write(
      'change.mjs',
      handler(`return { records: event.records.map((r) => ok(r, String(event.records.length))) };`),
    );
    const bySize = await functions.invoke(['aaaa', 'bbbb', 'c', 'dddddddddddd', 'e'], { batchBytes: 9 });
    assert.deepEqual(texts(bySize.records), ['3', '3', '3', '1', '1']);
    const many = await functions.invoke(Array.from({ length: 50_000 }, () => 'x'));
    assert.equal(many.records.length, 50_000);
    assert.ok(new Set(texts(many.records)).size > 1, 'the event of 50,000 tiny records is above 6 MB');
  });

  it('refuses a record that no request can hold', async () => {
    functions.write('change.mjs', handler(`return { records: [] };`));
    const { failed } = await functions.invoke(['x'.repeat(5e6), 'small']);
    assert.deepEqual(codes(failed), ['Lambda.RequestTooLargeException', 'Lambda.MissingRecordId']);
  });
});
