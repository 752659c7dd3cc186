import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ListDeliveryStreamsCommand,
  type ListDeliveryStreamsInput,
  ListTagsForDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { creation, givenBucketAndRole } from '../testing/pipeline.js';

const NAMES = Array.from({ length: 12 }, (_, i) => `stream-${String(i).padStart(2, '0')}`);

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
  for (const name of [...NAMES].reverse()) await local.firehose.send(creation(name));
});
after(() => local.close());

async function list(
  input: ListDeliveryStreamsInput = {},
): Promise<[names: string[] | undefined, more: boolean | undefined]> {
  const output = await local.firehose.send(new ListDeliveryStreamsCommand(input));
  return [output.DeliveryStreamNames, output.HasMoreDeliveryStreams];
}

describe('ListDeliveryStreams', () => {
  it('gives ten names in their order, and says that there are more (AWS API model)', async () => {
    assert.deepEqual(await list(), [NAMES.slice(0, 10), true]);
  });

  it('goes on after the name that it is given, whether there is such a stream or not (AWS API model)', async () => {
    assert.deepEqual(await list({ ExclusiveStartDeliveryStreamName: 'stream-09' }), [NAMES.slice(10), false]);
    assert.deepEqual(await list({ ExclusiveStartDeliveryStreamName: 'stream-095' }), [
      NAMES.slice(10),
      false,
    ]);
    assert.deepEqual(await list({ ExclusiveStartDeliveryStreamName: 'zzz' }), [[], false]);
  });

  it('gives pages of the size that is asked for, up to 10,000 (AWS API model)', async () => {
    assert.deepEqual(await list({ Limit: 1 }), [NAMES.slice(0, 1), true]);
    assert.deepEqual(await list({ Limit: 12 }), [NAMES, false]);
    assert.deepEqual(await list({ Limit: 10_000 }), [NAMES, false]);
    await assertRefused(list({ Limit: 10_001 }), 'ValidationException', 400, /less than or equal to 10000$/);
    await assertRefused(list({ Limit: 0 }), 'ValidationException', 400, /greater than or equal to 1$/);
  });

  it('gives streams of one type (AWS API model)', async () => {
    assert.deepEqual((await list({ DeliveryStreamType: 'DirectPut', Limit: 12 }))[0], NAMES);
    assert.deepEqual(await list({ DeliveryStreamType: 'KinesisStreamAsSource' }), [[], false]);
  });
});

describe('ListTagsForDeliveryStream', () => {
  it('gives no tags as an empty list (recorded)', async () => {
    const { Tags, HasMoreTags } = await local.firehose.send(
      new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: NAMES[0] }),
    );
    assert.deepEqual([Tags, HasMoreTags], [[], false]);
  });

  it('gives pages, going on after a key (AWS API model)', async () => {
    const tags = ['c', 'a', 'b'].map((Key) => ({ Key, Value: Key }));
    await local.firehose.send(creation('tagged', {}, tags));
    const page = async (ExclusiveStartTagKey?: string) => {
      const input = { DeliveryStreamName: 'tagged', Limit: 2, ExclusiveStartTagKey };
      const output = await local.firehose.send(new ListTagsForDeliveryStreamCommand(input));
      return [output.Tags?.map(({ Key }) => Key), output.HasMoreTags];
    };
    assert.deepEqual(await page(), [['c', 'a'], true]);
    assert.deepEqual(await page('a'), [['b'], false]);
  });
});
