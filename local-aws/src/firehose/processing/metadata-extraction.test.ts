import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ManualClock } from '../../clock.js';
import { createJq, type Jq } from './jq.js';
import { extractMetadata } from './metadata-extraction.js';
import { WorkerClosed } from './owned-worker.js';
import { randomNumbers, randomObject } from './testing/random-json.js';
import { record, texts } from './testing/records.js';

const clock = new ManualClock();
/** No test here is about the time limit, but for the one that sets its own. */
const PATIENCE_MS = 60_000;
let jq: Jq;
before(() => {
  jq = createJq(PATIENCE_MS);
});
after(() => jq.close());

function extract(query: string, records: (string | Uint8Array)[], keysInPrefix: string[] = []) {
  return extractMetadata(records.map(record), { query, keysInPrefix }, { jq, clock });
}

/** What became of each record: its keys, or the text of its error. */
async function keysOrError(query: string, data: string, keysInPrefix?: string[]): Promise<unknown> {
  const { records, failed } = await extract(query, [data], keysInPrefix);
  return records[0]?.partitionKeys?.fromQuery ?? failed[0]?.errorMessage;
}

describe('MetadataExtraction', () => {
  it('gives a record the keys that the query finds, as in the example of the documentation', async () => {
    const query = '{customer_id: .customer_id, device: .type.device, year: .event_timestamp|strftime("%Y")}';
    const data = '{"type":{"device":"mobile"},"customer_id":"1234567890","event_timestamp":1565382027}';
    assert.deepEqual(await keysOrError(query, data), {
      customer_id: '1234567890',
      device: 'mobile',
      year: '2019',
    });
  });

  it('writes numbers and booleans as text, with every digit', async () => {
    const data = '{"n":12345678901234567890,"d":1.5,"z":0,"b":false}';
    const keys = { n: '12345678901234567890', d: '1.5', z: '0', b: 'false' };
    assert.deepEqual(await keysOrError('{n,d,z,b}', data), keys);
  });

  it('refuses null, missing and empty keys with the text of AWS', async () => {
    const text = 'partitionKeys values must not be null or empty';
    assert.equal(await keysOrError('{k}', '{"k":null}'), text);
    assert.equal(await keysOrError('{k}', '{}'), text);
    assert.equal(await keysOrError('{k: (.k // "none")}', '{"k":""}'), text);
    assert.equal(await keysOrError('{a: 1}', '{}', ['a', 'b']), text);
  });

  it('refuses what is not exactly one JSON value with the text of AWS (reported for several)', async () => {
    for (const data of ['', ' ', 'text', '{"k":1', '{"k":1}{"k":2}', '{"k":1}\n{"k":2}', '[1,', '\u0000']) {
      assert.equal(await keysOrError('{k: 1}', data), 'Non JSON record provided', JSON.stringify(data));
    }
  });

  it('refuses any other outcome than one object of texts, numbers and booleans (decided by us)', async () => {
    const other = 'The MetadataExtraction query must yield one object of partition keys, not ';
    assert.equal(await keysOrError('empty', '{}'), `${other}nothing`);
    assert.equal(await keysOrError('null', '{}'), `${other}null`);
    assert.equal(await keysOrError('"x"', '{}'), `${other}"x"`);
    assert.equal(await keysOrError('[1]', '{}'), `${other}[1]`);
    assert.equal(await keysOrError('{k: (1,2)}', '{}'), `${other}several values`);
    assert.match(String(await keysOrError('{k: [1]}', '{}')), /k is \[1\]/);
    assert.match(String(await keysOrError('{k: (.a.b)}', '{"a":1}')), /query failed: Cannot index number/);
  });

  it('takes 50 keys and not 51 (documented)', async () => {
    const query = '[range(.n)|{key: tostring, value: "v"}]|from_entries';
    assert.equal(Object.keys((await keysOrError(query, '{"n":50}')) as object).length, 50);
    assert.match(String(await keysOrError(query, '{"n":51}')), /51 keys/);
  });

  it('fails a record as AWS does: code, error output type, its own bytes', async () => {
    const bytes = Uint8Array.from([0xff, 0x7b]);
    const [failed] = (await extract('{k}', [bytes])).failed;
    assert.equal(failed?.errorCode, 'DynamicPartitioning.MetadataExtractionFailed');
    assert.equal(failed?.errorOutputType, 'metadata-extraction-failed');
    assert.deepEqual([...(failed?.record.data ?? [])], [...bytes]);
    assert.deepEqual([failed?.attemptsMade, failed?.attemptEndedAt], [1, clock.now()]);
  });

  it('keeps the keys that a Lambda function gave, also one of the same name', async () => {
    const given = { ...record('{"k":1}'), partitionKeys: { fromLambda: { k: 'lambda' } } };
    const { records } = await extractMetadata([given], { query: '{k}', keysInPrefix: [] }, { jq, clock });
    assert.deepEqual(records[0]?.partitionKeys, { fromLambda: { k: 'lambda' }, fromQuery: { k: '1' } });
  });

  it('gives every record the keys of its own data, whatever the others are', async () => {
    const random = randomNumbers(7);
    const data = Array.from({ length: 1_500 }, (_, index) => {
      const kind = Math.floor(random() * 5);
      if (kind === 0) return `not JSON ${index}`;
      if (kind === 1) return JSON.stringify({ id: null, index });
      if (kind === 2) return `{"id":${index}} {"id":${index}}`;
      return JSON.stringify({ id: `r${index}`, more: randomObject(random) });
    });
    const query = 'if .id == null then empty, error("e"), (.index|halt_error) else {id} end';
    const { records, failed } = await extract(query, data);
    const whole = data.filter((text) => text.startsWith('{"id":"r'));
    assert.deepEqual(texts(records), whole);
    assert.deepEqual(
      records.map((one) => one.partitionKeys?.fromQuery?.id),
      whole.map((text) => JSON.parse(text).id),
    );
    assert.equal(failed.length, data.length - whole.length);
  });
});

describe('a query that means harm', () => {
  it('ends at the time limit, fails the records it ran over, and does not hinder the next query', async (t) => {
    const impatient = createJq(2_500);
    t.after(() => impatient.close());
    const run = (query: string) =>
      extractMetadata(
        [record('{"k":1}'), record('{"k":2}')],
        { query, keysInPrefix: [] },
        { jq: impatient, clock },
      );
    const { failed } = await run('{k: (last(repeat(.)))}');
    assert.equal(failed.length, 2);
    assert.match(failed[0]?.errorMessage ?? '', /did not end: no answer within 2500 ms/);
    assert.equal((await run('{k}')).records.length, 2);
  });

  it('that yields values without end is stopped at the second', async () => {
    assert.match(String(await keysOrError('repeat(.)', '{}')), /not several values/);
  });

  it('fails only the record in which jq runs out of stack or memory', async () => {
    const query = 'def f: 1 + f; if .bad == 1 then {k: f} elif .bad == 2 then {k: ("x" * .n)} else {k} end';
    const data = ['{"k":1}', '{"bad":1}', '{"k":2}', '{"bad":2,"n":1e9}', '{"k":3}'];
    const { records, failed } = await extract(query, data);
    assert.deepEqual(texts(records), ['{"k":1}', '{"k":2}', '{"k":3}']);
    assert.deepEqual(texts(failed.map((one) => one.record)), ['{"bad":1}', '{"bad":2,"n":1e9}']);
  });

  it('cannot take more memory than jq-wasm has', async () => {
    const outcome = await keysOrError('{k: ([range(2e7)]|length)}', '{}');
    assert.match(String(outcome), /query failed: Aborted/);
  });

  it('cannot end jq itself', async () => {
    for (const query of ['halt', 'halt_error', '"x"|halt_error(0)']) {
      assert.match(String(await keysOrError(query, '{}')), /halt is not allowed/, query);
    }
  });

  it('does not reach this machine, nor the other records', async () => {
    process.env.LOCAL_AWS_TEST_SECRET = 'secret';
    const query =
      '{k: ([$ENV, env, $__loc__, input_filename, ([inputs]), (try input catch .), get_search_list, (.|@sh "\\(.k)")] | tojson)}';
    const { records } = await extract(query, ['{"k":"one"}', '{"k":"two"}']);
    delete process.env.LOCAL_AWS_TEST_SECRET;
    const seen = records[0]?.partitionKeys?.fromQuery?.k ?? '';
    assert.ok(seen.includes('one'), seen);
    for (const outside of ['secret', process.cwd(), process.env.HOME ?? process.cwd(), 'two']) {
      assert.equal(seen.includes(outside), false, `${outside} in ${seen}`);
    }
  });

  it('is refused before it runs when it does not compile, breaks out of its place, or reads files', async () => {
    for (const query of [
      '{a: .b',
      '.a)',
      '1) | (2',
      'foo',
      '$__record',
      'spelled',
      '# nothing',
      '{a: .b} # \\',
    ]) {
      assert.equal(typeof (await jq.check(query)), 'string', query);
    }
    for (const query of ['include "x"; .', 'import "/etc/passwd" as $x; .', 'import "./a" as a; .']) {
      assert.match(String(await jq.check(query)), /module|syntax|import/, query);
    }
    for (const query of ['{a: .b} # why', 'repeat(.)', 'def f: .a; {a: f}', 'halt']) {
      assert.equal(await jq.check(query), undefined, query);
    }
  });
});

describe('the worker of jq', () => {
  it('answers calls that were made at the same time, each with its own result', async () => {
    const calls = Array.from({ length: 20 }, (_, index) => jq.run('{k}', [`{"k":${index}}`]));
    const results = await Promise.all(calls);
    assert.deepEqual(
      results,
      Array.from({ length: 20 }, (_, index) => [{ results: [{ k: String(index) }] }]),
    );
  });

  it('lets a call that runs while it is closed end without blaming the records', async () => {
    const own = createJq();
    await own.check('.');
    const tools = { jq: own, clock };
    const running = extractMetadata([record('{}')], { query: 'last(repeat(.))', keysInPrefix: [] }, tools);
    const refused = assert.rejects(running, WorkerClosed);
    await own.close();
    await refused;
    await assert.rejects(own.check('.'), WorkerClosed);
  });

  it('can be closed without ever having been used', async () => {
    await createJq().close();
  });
});
