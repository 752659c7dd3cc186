import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appendDelimiter, delimiterBytes } from './append-delimiter.js';
import { record, texts } from './testing/records.js';

describe('AppendDelimiterToRecord', () => {
  it('puts a newline behind every record, the last and an empty one included (decided by us)', () => {
    const { records, failed } = appendDelimiter([record('a'), record(''), record('b')], delimiterBytes());
    assert.equal(texts(records).join(''), 'a\n\nb\n');
    assert.deepEqual(failed, []);
  });

  it('keeps everything else of a record, and the given record as it was', () => {
    const given = { ...record('a'), partitionKeys: { fromLambda: { k: 'v' } } };
    const [made] = appendDelimiter([given], delimiterBytes()).records;
    assert.deepEqual({ ...made, data: undefined }, { ...given, data: undefined, source: given.data });
    assert.deepEqual(texts([given]), ['a']);
  });

  it('leaves bytes that are no text alone', () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0x80]);
    const [made] = appendDelimiter([record(bytes)], delimiterBytes()).records;
    assert.deepEqual([...(made?.data ?? [])], [0xff, 0x00, 0x80, 0x0a]);
  });

  it('reads the Delimiter parameter as people write it: the two characters \\n are a newline', () => {
    assert.equal(Buffer.from(delimiterBytes('\\n')).toString(), '\n');
    assert.equal(Buffer.from(delimiterBytes('\\r\\n')).toString(), '\r\n');
    assert.equal(Buffer.from(delimiterBytes('\\\\n')).toString(), '\\n');
    assert.equal(Buffer.from(delimiterBytes(' | ')).toString(), ' | ');
    assert.equal(Buffer.from(delimiterBytes('\n')).toString(), '\n');
  });
});
