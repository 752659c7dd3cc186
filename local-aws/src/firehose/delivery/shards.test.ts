/** Internal shards, which AWS has and does not show: with several, one interval makes several objects. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  BUCKET_ARN,
  deliver,
  givenBucketAndRole,
  lands,
  put,
  ROLE_ARN,
  SECOND,
} from '../testing/pipeline.js';
import { partitionedBy, processing, processor, query } from '../testing/processors.js';

const MIB = 1024 * 1024;
const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };
const DELIMITER = processor('AppendDelimiterToRecord');

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ firehoseShards: 2 });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function texts(count: number, prefix = ''): Promise<string[]> {
  return (await lands(local, count, prefix)).map(({ text }) => text).sort();
}

describe('two internal shards', () => {
  it('make two objects of one interval, each in the order of its calls (documented; order decided by us)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    for (const record of ['a', 'b', 'c', 'd']) await put(local, 's', record);
    local.clock.advance(60 * SECOND);
    assert.deepEqual(await texts(2), ['ac', 'bd']);
  });

  it('buffer apart: half of what fills one object fills none (documented)', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    for (let n = 0; n < 3; n += 1) await put(local, 's', Buffer.alloc(MIB / 2));
    assert.deepEqual(
      (await lands(local, 1)).map(({ bytes }) => bytes.length),
      [MIB],
    );
  });

  it('make two objects of processed records, and two of the backup (documented)', async () => {
    await activeStream(local, 's', {
      BufferingHints: HINTS,
      Prefix: 'main/',
      ...processing(DELIMITER),
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: {
        RoleARN: ROLE_ARN,
        BucketARN: BUCKET_ARN,
        Prefix: 'backup/',
        BufferingHints: HINTS,
      },
    });
    for (const record of ['a', 'b', 'c', 'd']) await put(local, 's', record);
    await deliver(local);
    assert.deepEqual(await texts(2, 'main/'), ['a\nc\n', 'b\nd\n']);
    assert.deepEqual(await texts(2, 'backup/'), ['ac', 'bd']);
  });

  it('make one object of a partition: its hints hold for the stream (documented)', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}'), DELIMITER));
    for (const record of ['{"k":1}', '{"k":1}', '{"k":1}']) await put(local, 's', record);
    await deliver(local);
    assert.deepEqual(await texts(1), ['{"k":1}\n{"k":1}\n{"k":1}\n']);
  });
});
