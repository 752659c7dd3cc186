/** Processors that need no function, through the SDK: from what was put to what landed. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  deliver,
  errorLines,
  givenBucketAndRole,
  lands,
  oneLands,
  put,
  SECOND,
  type Settings,
} from '../testing/pipeline.js';
import { partitionedBy, processing, processor, query } from '../testing/processors.js';

const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };
const DELIMITER = processor('AppendDelimiterToRecord');

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

/** A stream whose records are processed, and then delivered, as soon as the interval is over. */
async function stream(settings: Settings): Promise<void> {
  await activeStream(local, 's', { BufferingHints: HINTS, ...settings });
}

describe('AppendDelimiterToRecord', () => {
  it('puts a newline after every record, the last one too, without partitioning (documented; the last decided by us)', async () => {
    await stream(processing(DELIMITER));
    await put(local, 's', 'a', 'b');
    await put(local, 's', 'c');
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'a\nb\nc\n');
  });

  it('delivers by the hints of the destination, counting from the arrival (decided by us)', async () => {
    await stream(processing(DELIMITER));
    await put(local, 's', 'a');
    local.clock.advance(60 * SECOND);
    assert.equal((await oneLands(local)).text, 'a\n');
  });
});

describe('RecordDeAggregation', () => {
  it('of JSON makes records of objects one behind the other or on lines, each to its partition (documented)', async () => {
    const split = processor('RecordDeAggregation', { SubRecordType: 'JSON' });
    await stream(partitionedBy('!{partitionKeyFromQuery:k}/', split, query('{k: .k}'), DELIMITER));
    await put(local, 's', '{"k":"a","n":1}{"k":"b","n":2}\n{"k":"a","n":3}');
    await deliver(local);
    const found = await lands(local, 2);
    assert.deepEqual(
      found.map(({ key, text }) => [key[0], text]),
      [
        ['a', '{"k":"a","n":1}\n{"k":"a","n":3}\n'],
        ['b', '{"k":"b","n":2}\n'],
      ],
    );
  });

  it('by a delimiter cuts there, and the delimiter is gone (documented)', async () => {
    const split = processor('RecordDeAggregation', {
      SubRecordType: 'DELIMITED',
      Delimiter: Buffer.from('####').toString('base64'),
    });
    await stream(partitionedBy('!{partitionKeyFromQuery:k}/', split, query('{k: .k}')));
    await put(local, 's', '{"k":"a"}####{"k":"b"}####');
    await deliver(local);
    assert.deepEqual(
      (await lands(local, 2)).map(({ text }) => text),
      ['{"k":"a"}', '{"k":"b"}'],
    );
  });

  it('of a record that is an array fails it (documented as invalid; code and text are decided by us)', async () => {
    const split = processor('RecordDeAggregation', { SubRecordType: 'JSON' });
    await stream(partitionedBy('!{partitionKeyFromQuery:k}/', split, query('{k: .k}')));
    await put(local, 's', '[{"k":"a"}]');
    await deliver(local);
    const object = await oneLands(local);
    assert.match(object.key, /^err\/processing-failed\//);
    assert.equal(errorLines(object)[0]?.errorCode, 'RecordDeAggregation.InvalidJson');
  });

  it('without dynamic partitioning is refused (measured by others)', async () => {
    const split = processor('RecordDeAggregation', { SubRecordType: 'JSON' });
    await assert.rejects(
      stream(processing(split)),
      /can only be present when Dynamic Partitioning is enabled/,
    );
  });
});
