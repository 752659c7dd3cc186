import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeleteDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { creation, givenBucketAndRole, SECOND } from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ region: 'eu-central-2' });
  await givenBucketAndRole(local);
});
after(() => local.close());

describe('a region', () => {
  it('has so many delivery streams and no more (documented; the text is that of emulators)', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `s${i}`);
    for (const name of names) await local.firehose.send(creation(name));
    const text =
      /^You have already consumed your firehose quota of 100 hoses\. Firehose names: \[s0, s1, s10, /;
    await assertRefused(local.firehose.send(creation('one-more')), 'LimitExceededException', 400, text);
    local.clock.advance(30 * SECOND);
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's0' }));
    await assertRefused(local.firehose.send(creation('one-more')), 'LimitExceededException', 400, text);
    local.clock.advance(20 * SECOND);
    const { DeliveryStreamARN } = await local.firehose.send(creation('one-more'));
    assert.equal(DeliveryStreamARN, 'arn:aws:firehose:eu-central-2:000000000000:deliverystream/one-more');
  });
});
