/** Streams whose creation or deletion fails, which they do here only by a fault made on purpose. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DeleteDeliveryStreamCommand,
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  TagDeliveryStreamCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { activeStream, creation, givenBucketAndRole, landed, put, SECOND } from '../testing/pipeline.js';

const ANSWER = { status: 400, code: 'KMS_ACCESS_DENIED', message: 'The key is not for you.' };
const FAILURE = { Type: 'KMS_ACCESS_DENIED', Details: 'The key is not for you.' };
const NOT_FOUND_FOR_PUT = 'Firehose s not found under account 000000000000.';
const GONE = 'Firehose s under account 000000000000 not found.';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

function fail(operation: 'Creation' | 'Deletion'): void {
  local.server.account.faults.add({ operation, stream: 's', times: 1, answer: ANSWER });
}

async function description(DeliveryStreamName = 's'): Promise<DeliveryStreamDescription | undefined> {
  const output = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  return output.DeliveryStreamDescription;
}

async function state(): Promise<unknown[]> {
  const { DeliveryStreamStatus, FailureDescription } = (await description()) ?? {};
  return [DeliveryStreamStatus, FailureDescription];
}

function remove(AllowForceDelete?: boolean) {
  return local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's', AllowForceDelete }));
}

describe('a stream whose creation fails', () => {
  beforeEach(async () => {
    fail('Creation');
    await local.firehose.send(creation('s'));
  });

  it('is CREATING, then CREATING_FAILED, and says why only then (AWS API model)', async () => {
    assert.deepEqual(await state(), ['CREATING', undefined]);
    local.clock.advance(30 * SECOND);
    assert.deepEqual(await state(), ['CREATING_FAILED', FAILURE]);
    local.clock.advance(3_600 * SECOND);
    assert.deepEqual(await state(), ['CREATING_FAILED', FAILURE]);
  });

  it('can only be deleted: it takes no records, no changes, and keeps its name (AWS API model)', async () => {
    local.clock.advance(30 * SECOND);
    await assertRefused(put(local, 's', 'x'), 'ResourceNotFoundException', 400, NOT_FOUND_FOR_PUT);
    const taken = 'Firehose s under accountId 000000000000 already exists';
    await assertRefused(local.firehose.send(creation('s')), 'ResourceInUseException', 400, taken);
    const tag = new TagDeliveryStreamCommand({ DeliveryStreamName: 's', Tags: [{ Key: 'k' }] });
    await assertRefused(local.firehose.send(tag), 'ResourceInUseException', 400, / is CREATING_FAILED$/);
    const update = new UpdateDestinationCommand({
      DeliveryStreamName: 's',
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
      ExtendedS3DestinationUpdate: { Prefix: 'p/' },
    });
    await assertRefused(local.firehose.send(update), 'ResourceInUseException', 400, /not ACTIVE/);
    await remove();
    assert.deepEqual(await state(), ['DELETING', undefined]);
    local.clock.advance(20 * SECOND);
    await assertRefused(description(), 'ResourceNotFoundException', 400, GONE);
  });

  it('is the only one that the fault hits', async () => {
    await activeStream(local, 't');
    assert.equal((await description('t'))?.DeliveryStreamStatus, 'ACTIVE');
  });
});

describe('a stream whose deletion fails', () => {
  beforeEach(async () => {
    await activeStream(local, 's');
    fail('Deletion');
  });

  it('is DELETING, then DELETING_FAILED, and says why only then (AWS API model)', async () => {
    await remove();
    assert.deepEqual(await state(), ['DELETING', undefined]);
    await remove(); // allowed while DELETING
    local.clock.advance(20 * SECOND);
    assert.deepEqual(await state(), ['DELETING_FAILED', FAILURE]);
    const { DeliveryStreamNames } = await local.firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(DeliveryStreamNames, ['s']);
    await assertRefused(put(local, 's', 'x'), 'ResourceNotFoundException', 400, NOT_FOUND_FOR_PUT);
  });

  it('goes on only by force (AWS API model; the text is decided by us)', async () => {
    await remove();
    local.clock.advance(20 * SECOND);
    for (const force of [undefined, false]) {
      await assertRefused(
        remove(force),
        'ResourceInUseException',
        400,
        /can be deleted with AllowForceDelete$/,
      );
    }
    await remove(true);
    assert.deepEqual(await state(), ['DELETING', undefined]);
    local.clock.advance(20 * SECOND);
    await assertRefused(description(), 'ResourceNotFoundException', 400, GONE);
  });

  it('does not fail when it is forced from the start (AWS API model)', async () => {
    await remove(true);
    local.clock.advance(20 * SECOND);
    await assertRefused(description(), 'ResourceNotFoundException', 400, GONE);
  });

  it('still delivers what it had buffered, until it is forced (decided by us)', async () => {
    await put(local, 's', 'kept');
    await remove();
    local.clock.advance(300 * SECOND);
    const [object] = await eventually(async () => {
      const objects = await landed(local);
      assert.equal(objects.length, 1);
      return objects;
    });
    assert.equal(object?.text, 'kept');
  });
});
