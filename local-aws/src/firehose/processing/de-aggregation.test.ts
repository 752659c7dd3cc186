import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../../clock.js';
import { deAggregate } from './de-aggregation.js';
import { randomNumbers, randomObject } from './testing/random-json.js';
import { ARRIVED_AT, codes, record, texts } from './testing/records.js';

const clock = new ManualClock(ARRIVED_AT + 5_000);
const asJson = (data: string) => deAggregate([record(data)], { type: 'JSON' }, clock);
const byDelimiter = (data: string, delimiter = '####') =>
  deAggregate([record(data)], { type: 'DELIMITED', delimiter: Buffer.from(delimiter) }, clock);

describe('RecordDeAggregation of JSON', () => {
  it('splits objects that stand back to back, and on lines of their own (documented)', () => {
    assert.deepEqual(texts(asJson('{"a":1}{"a":2}').records), ['{"a":1}', '{"a":2}']);
    assert.deepEqual(texts(asJson('{"a":1}\n{"a":2}\r\n').records), ['{"a":1}', '{"a":2}']);
  });

  it('fails a record that is not made of objects: an array (documented), a scalar, garbage, half an object', () => {
    for (const data of [
      '[{"a":1},{"a":2}]',
      '1',
      '"{}"',
      '',
      ' \n',
      '{"a":1',
      '{"a":1},{"a":2}',
      '{a:1}',
      '{}x',
    ]) {
      const { records, failed } = asJson(data);
      assert.deepEqual([texts(records), texts(failed.map((one) => one.record))], [[], [data]], data);
      assert.equal(failed[0]?.errorOutputType, 'processing-failed');
      assert.equal(failed[0]?.attemptEndedAt, clock.now());
    }
  });

  it('gives back any objects, whatever their texts hold and whatever white space is between them', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = randomNumbers(seed);
      const objects = Array.from({ length: 1 + Math.floor(random() * 20) }, () => randomObject(random));
      const spaces = ['', '\n', '\r\n', ' \t', '\n\n'];
      const packed = objects
        .map(
          (one) =>
            JSON.stringify(one, null, random() < 0.3 ? 2 : 0) + spaces[Math.floor(random() * spaces.length)],
        )
        .join('');
      const { records } = asJson(packed);
      assert.deepEqual(
        texts(records).map((text) => JSON.parse(text)),
        objects,
        `seed ${seed}`,
      );
    }
  });

  it('never takes a record cut short for whole, wherever it is cut', () => {
    const packed = '{"a":"}\\"{","b":[{"c":{}}]}';
    for (let length = 0; length < packed.length; length += 1) {
      assert.equal(asJson(packed.slice(0, length)).failed.length, 1, packed.slice(0, length));
    }
  });

  it('keeps the arrival and the journal row for every piece', () => {
    const pieces = asJson('{"a":1}{"a":2}').records;
    assert.deepEqual(
      pieces.map(({ arrivedAt, row }) => [arrivedAt, row]),
      [
        [ARRIVED_AT, '1'],
        [ARRIVED_AT, '1'],
      ],
    );
  });

  it('splits up to 500 of them, and passes a record of more on as it is (reported)', () => {
    assert.equal(asJson('{}'.repeat(500)).records.length, 500);
    assert.deepEqual(texts(asJson('{}'.repeat(501)).records), ['{}'.repeat(501)]);
  });

  it('fails only the record that is wrong', () => {
    const result = deAggregate([record('{"a":1}'), record('['), record('{"a":2}')], { type: 'JSON' }, clock);
    assert.deepEqual(texts(result.records), ['{"a":1}', '{"a":2}']);
    assert.deepEqual(codes(result.failed), ['RecordDeAggregation.InvalidJson']);
  });
});

describe('RecordDeAggregation by a delimiter', () => {
  it('gives what stands between the delimiters, without them', () => {
    assert.deepEqual(texts(byDelimiter('a####b,c####d').records), ['a', 'b,c', 'd']);
  });

  it('makes no records of nothing, and keeps a record of nothing else (decided by us)', () => {
    assert.deepEqual(texts(byDelimiter('####a########b####').records), ['a', 'b']);
    assert.deepEqual(texts(byDelimiter('####').records), ['####']);
    assert.deepEqual(texts(byDelimiter('').records), ['']);
  });

  it('looks at bytes, so data need not be text', () => {
    const data = Uint8Array.from([0xff, 0x00, 0xfe]);
    const delimiter = Uint8Array.from([0x00]);
    const { records } = deAggregate([record(data)], { type: 'DELIMITED', delimiter }, clock);
    assert.deepEqual(
      records.map((one) => [...one.data]),
      [[0xff], [0xfe]],
    );
  });

  it('passes a record of more than 500 pieces on as it is', () => {
    assert.equal(byDelimiter('a,'.repeat(500), ',').records.length, 500);
    assert.equal(byDelimiter('a,'.repeat(501), ',').records.length, 1);
  });
});
