/** TagDeliveryStream and UntagDeliveryStream. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListTagsForDeliveryStreamCommand,
  type Tag,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { activeStream, creation, givenBucketAndRole, SECOND } from '../testing/pipeline.js';

const ARN = 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
  await activeStream(local, 's');
});
afterEach(() => local.close());

function tag(Tags: Tag[], { firehose }: Pick<Clients, 'firehose'> = local, DeliveryStreamName = 's') {
  return firehose.send(new TagDeliveryStreamCommand({ DeliveryStreamName, Tags }));
}

function untag(TagKeys: string[], { firehose }: Pick<Clients, 'firehose'> = local, DeliveryStreamName = 's') {
  return firehose.send(new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys }));
}

async function tags(): Promise<Tag[] | undefined> {
  const { Tags } = await local.firehose.send(
    new ListTagsForDeliveryStreamCommand({ DeliveryStreamName: 's' }),
  );
  return Tags;
}

function numbered(count: number, from = 0): Tag[] {
  return Array.from({ length: count }, (_, i) => ({ Key: `k${from + i}`, Value: 'v' }));
}

describe('a tag of a delivery stream', () => {
  it('is added, and replaced by one of the same key; case tells keys apart (AWS API model)', async () => {
    await tag([
      { Key: 'team', Value: 'climate' },
      { Key: 'Team', Value: 'other' },
    ]);
    await tag([{ Key: 'team', Value: 'ocean' }, { Key: 'empty' }]);
    assert.deepEqual(await tags(), [
      { Key: 'team', Value: 'ocean' },
      { Key: 'Team', Value: 'other' },
      { Key: 'empty' },
    ]);
  });

  it('is removed; a key that is not there is ignored (recorded)', async () => {
    await tag(numbered(2));
    await untag(['k0', 'never-there']);
    assert.deepEqual(await tags(), numbered(1, 1));
    await untag(['k1']);
    assert.deepEqual(await tags(), []);
  });

  it('is one of at most 50, also over several calls (AWS API model)', async () => {
    await tag(numbered(50));
    await assertRefused(tag(numbered(1, 50)), 'LimitExceededException', 400, /at most 50 tags/);
    await tag([{ Key: 'k49', Value: 'replaced' }]);
    assert.equal((await tags())?.length, 50);
  });

  it('is not of the keys that AWS has reserved, nor may such a key be named to remove it (AWS API model)', async () => {
    const pattern =
      'Member must satisfy regular expression pattern: ^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$';
    const text = (path: string) =>
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${pattern}`;
    const added = tag([{ Key: 'fine' }, { Key: 'aws:x' }]);
    await assertRefused(added, 'ValidationException', 400, text('tags.2.member.key'));
    await assertRefused(untag(['aws:x']), 'ValidationException', 400, text('tagKeys.1.member'));
    assert.deepEqual(await tags(), []);
  });

  it('leaves the version and the time of the last update alone (reported)', async () => {
    await tag(numbered(1));
    await untag(['k0']);
    const { DeliveryStreamDescription: description } = await local.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }),
    );
    assert.equal(description?.VersionId, '1');
    assert.equal(description?.LastUpdateTimestamp, undefined);
  });

  it('can be given while the stream is CREATING, and no more while it is DELETING (decided by us)', async () => {
    await local.firehose.send(creation('t'));
    await tag(numbered(1), local, 't');
    await untag(['k0'], local, 't');
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    for (const call of [tag(numbered(1)), untag(['k0'])]) {
      await assertRefused(call, 'ResourceInUseException', 400, / is DELETING$/);
    }
    local.clock.advance(20 * SECOND);
    const text = 'Firehose s under account 000000000000 not found.';
    for (const call of [tag(numbered(1)), untag(['k0'])]) {
      await assertRefused(call, 'ResourceNotFoundException', 400, text);
    }
  });

  it('needs a right, which can be for some keys and values only (documented)', async () => {
    const stranger = userWith(local);
    await assertRefused(tag(numbered(1), stranger), 'AccessDeniedException', 400, /TagDeliveryStream/);
    await assertRefused(untag(['k0'], stranger), 'AccessDeniedException', 400, /UntagDeliveryStream/);
    const onlyTeam = userWith(
      local,
      allow('firehose:TagDeliveryStream', ARN, { StringEquals: { 'aws:RequestTag/team': 'climate' } }),
      allow('firehose:UntagDeliveryStream', ARN, {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
      }),
    );
    await tag([{ Key: 'team', Value: 'climate' }], onlyTeam);
    await assertRefused(
      tag([{ Key: 'team', Value: 'x' }], onlyTeam),
      'AccessDeniedException',
      400,
      /:TagDelivery/,
    );
    await assertRefused(untag(['other'], onlyTeam), 'AccessDeniedException', 400, /:UntagDelivery/);
    await untag(['team'], onlyTeam);
  });
});
