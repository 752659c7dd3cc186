import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  creation,
  givenBucketAndRole,
  HOUR,
  landed,
  put,
  SECOND,
} from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

function remove(DeliveryStreamName: string) {
  return local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }));
}

async function status(DeliveryStreamName: string): Promise<string | undefined> {
  const described = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  return described.DeliveryStreamDescription?.DeliveryStreamStatus;
}

describe('DeleteDeliveryStream', () => {
  it('answers at once; the stream is DELETING for a while, then gone (AWS API model)', async () => {
    await activeStream(local, 's');
    await remove('s');
    assert.equal(await status('s'), 'DELETING');
    const listed = await local.firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(listed.DeliveryStreamNames, ['s']);
    await remove('s'); // allowed while DELETING
    local.clock.advance(20 * SECOND);
    const text = 'Firehose s under account 000000000000 not found.';
    await assertRefused(status('s'), 'ResourceNotFoundException', 400, text);
    await assertRefused(remove('s'), 'ResourceNotFoundException', 400, text);
    const gone = await local.firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(gone.DeliveryStreamNames, []);
  });

  it('is refused while the stream is CREATING (AWS API model; the text is decided by us)', async () => {
    await local.firehose.send(creation('s'));
    await assertRefused(
      remove('s'),
      'ResourceInUseException',
      400,
      /is being created and cannot be deleted yet/,
    );
  });

  it('drops what is buffered (observed on AWS)', async () => {
    await activeStream(local, 's');
    await put(local, 's', 'never', 'seen', 'again');
    await remove('s');
    local.clock.advance(24 * HOUR);
    await local.server.account.stop();
    assert.deepEqual(await landed(local), []);
  });

  it('leaves nothing to a stream that is made under the same name', async () => {
    await activeStream(local, 's');
    await put(local, 's', 'old');
    await remove('s');
    local.clock.advance(20 * SECOND);
    await activeStream(local, 's');
    await put(local, 's', 'new');
    local.clock.advance(300 * SECOND);
    await eventually(async () =>
      assert.deepEqual(
        (await landed(local)).map(({ text }) => text),
        ['new'],
      ),
    );
    local.clock.advance(300 * SECOND);
    await local.server.account.stop();
    assert.equal((await landed(local)).length, 1);
  });

  it('takes no more records from then on (decided by us: AWS promises nothing)', async () => {
    await activeStream(local, 's');
    await remove('s');
    const text = 'Firehose s not found under account 000000000000.';
    await assertRefused(put(local, 's', 'x'), 'ResourceNotFoundException', 400, text);
  });
});
