import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createJq, type Jq } from './jq.js';
import { keysOfQuery } from './query-keys.js';

/** Queries whose keys can be read off their text; all of them run over the record below. */
const READABLE = [
  '{customer_id: .id, year: (.at|strftime("%Y"))}',
  '{s3Prefix: .name}',
  '{id, "at", $__loc__}',
  '{"a,b": .id, "c}{": .name, "d\\"": 1}',
  '# {no: 1}\n{id: .id # , no: 2 }\n}',
  '.deep | {x: .y}',
  '.id as $id | .deep as {y: $y} | {$id, y: $y}',
  'def f(g): {no: g}; {yes: f(1).no}',
  '{a: {b: .id, c: [1,2]}.b, d: [.id,.name][0]}',
  '{a: "\\(.id),\\(.name)", b: .name}',
  '{a: .id|tostring|length, b: (.name, .name)}',
  '{}',
  '{if: .id, end: .name, and: 1}',
];

/** Queries that yield keys which the text does not tell. */
const UNREADABLE = [
  '.',
  '{(.name): 1}',
  '{"a\\(.id)": 1}',
  '{a: 1} + {b: 2}',
  '{a: 1} | with_entries(.key |= "b")',
  '{a: 1}, {b: 2}',
  'if .id then {a: 1} else {b: 2} end',
  '{@base64 "a": 1}',
  '{a: (1) ',
];

let jq: Jq;
before(() => {
  jq = createJq();
});
after(() => jq.close());

describe('the keys that a query yields', () => {
  it('are read off an object constructor, and are the keys that jq finds', async () => {
    const record = JSON.stringify({ id: 7, at: 1_700_000_000, name: 'n', deep: { y: 1 } });
    for (const query of READABLE) {
      const [outcome] = await jq.run(query, [record]);
      assert.ok(outcome && 'results' in outcome, `${query} gave ${JSON.stringify(outcome)}`);
      assert.deepEqual(keysOfQuery(query)?.sort(), Object.keys(outcome.results[0] as object).sort(), query);
    }
  });

  it('are not guessed where the text does not tell them', () => {
    for (const query of UNREADABLE) assert.equal(keysOfQuery(query), undefined, query);
  });
});
