import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { AWS_DURATIONS } from './account.js';
import { activeStream, destination, givenBucketAndRole, landed } from './firehose/testing/pipeline.js';
import type { ServerOptions } from './server.js';
import { assertRefused } from './testing/assert-refused.js';
import { askControl } from './testing/control.js';
import { type LocalAwsUnderTest, startLocalAws } from './testing/harness.js';

const SECOND = 1_000;
const KIB = 1024;
const BIG = { BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 } };

async function givenStreams(t: TestContext, options: ServerOptions = {}): Promise<LocalAwsUnderTest> {
  const local = await startLocalAws({ throttle: true, log: () => {}, ...options });
  t.after(() => local.close());
  await givenBucketAndRole(local);
  for (const name of ['s', 'other']) await activeStream(local, name, BIG);
  return local;
}

/** Puts records of so many bytes in one batch. */
function putBatch({ firehose }: LocalAwsUnderTest, sizes: number[], DeliveryStreamName = 's') {
  const Records = sizes.map((size) => ({ Data: Buffer.alloc(size, 'x') }));
  return firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
}

function putOne({ firehose }: LocalAwsUnderTest, size: number, DeliveryStreamName = 's') {
  return firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.alloc(size) } }));
}

const FOUR_MIB = Array.from({ length: 8 }, () => 512 * KIB);

describe('throttling of data (documented: 5 MiB a second in the large regions, 1 MiB in the others)', () => {
  it('refuses the entries of a batch that are above the quota, and lets them pass a second later', async (t) => {
    const local = await givenStreams(t, { region: 'eu-central-1' });
    const output = await putBatch(local, FOUR_MIB);
    assert.deepEqual([output.FailedPutCount, output.$metadata.httpStatusCode], [6, 200]);
    const refused = output.RequestResponses?.filter(({ ErrorCode }) => ErrorCode !== undefined);
    for (const entry of refused ?? []) {
      assert.deepEqual(entry, { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' });
    }
    assert.equal((await putBatch(local, FOUR_MIB)).FailedPutCount, 8, 'all of them, still with 200');
    local.clock.advance(SECOND / 2);
    assert.equal((await putBatch(local, FOUR_MIB)).FailedPutCount, 7);
    local.clock.advance(1_000 * SECOND);
    assert.equal(
      (await putBatch(local, FOUR_MIB)).FailedPutCount,
      6,
      'no more than a second can be saved up',
    );
    const { json } = await askControl(local, 'GET /streams/s');
    assert.deepEqual([json.metrics.IncomingRecords, json.metrics.ThrottledRecords], [5, 27]);
    await askControl(local, 'POST /streams/s/flush');
    assert.equal(
      (await landed(local)).reduce((sum, { bytes }) => sum + bytes.length, 0),
      5 * 512 * KIB,
    );
  });

  it('refuses a single record with 500 (reported)', async (t) => {
    const local = await givenStreams(t, { region: 'eu-central-1' });
    await putOne(local, 1_000 * KIB);
    await assertRefused(putOne(local, 25 * KIB), 'ServiceUnavailableException', 500, 'Slow down.');
    await putOne(local, 24 * KIB);
  });

  it('counts records also when they are small (documented: 100,000 a second)', async (t) => {
    const local = await givenStreams(t, { region: 'eu-central-1' });
    const { throttle, firehose } = local.server.account;
    for (let records = 0; records < 99_999; records += 1) throttle?.admitsRecord(firehose.get('s'), 1);
    const { FailedPutCount } = await putBatch(local, [1, 1, 1]);
    assert.equal(FailedPutCount, 2);
  });

  it('counts each stream by itself, and five times as much in us-east-1', async (t) => {
    const local = await givenStreams(t);
    assert.equal((await putBatch(local, FOUR_MIB)).FailedPutCount, 0);
    assert.equal((await putBatch(local, FOUR_MIB)).FailedPutCount, 6);
    assert.equal((await putBatch(local, FOUR_MIB, 'other')).FailedPutCount, 0);
  });
});

describe('a throughput hint', () => {
  it('above the quota raises it (decided by us)', async (t) => {
    const local = await givenStreams(t, { region: 'eu-central-1' });
    await local.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 'hinted',
        DirectPutSourceConfiguration: { ThroughputHintInMBs: 3 },
        ExtendedS3DestinationConfiguration: destination(BIG),
      }),
    );
    local.clock.advance(AWS_DURATIONS.streamCreation);
    assert.equal((await putBatch(local, FOUR_MIB, 'hinted')).FailedPutCount, 2);
  });
});

describe('throttling of calls', () => {
  it('refuses a whole put call with 500 once there are too many (documented: 1,000 a second)', async (t) => {
    const local = await givenStreams(t, { region: 'eu-central-1' });
    const { throttle, firehose } = local.server.account;
    for (let calls = 0; calls < 999; calls += 1) throttle?.admitsRequest(firehose.get('s'));
    await putOne(local, 1);
    await assertRefused(putOne(local, 1), 'ServiceUnavailableException', 500, 'Slow down.');
    await assertRefused(putBatch(local, [1, 1]), 'ServiceUnavailableException', 500, 'Slow down.');
    assert.equal((await askControl(local, 'GET /streams/s')).json.metrics.ThrottledRecords, 3);
    local.clock.advance(SECOND);
    await putBatch(local, [1, 1]);
  });

  it('refuses the sixth call of a second to an operation of the control plane (documented)', async (t) => {
    const local = await givenStreams(t);
    local.clock.advance(SECOND);
    const describeStream = () =>
      local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    for (let calls = 0; calls < 5; calls += 1) await describeStream();
    await assertRefused(describeStream(), 'ThrottlingException', 400, 'Rate exceeded');
    await local.firehose.send(new ListDeliveryStreamsCommand({}));
    for (let calls = 0; calls < 6; calls += 1) await local.s3.send(new ListBucketsCommand({}));
    local.clock.advance(SECOND / 5);
    await describeStream();
    await assertRefused(describeStream(), 'ThrottlingException', 400, 'Rate exceeded');
  });

  it('is off unless it is asked for', async (t) => {
    const local = await givenStreams(t, { throttle: undefined, region: 'eu-central-1' });
    assert.equal((await putBatch(local, FOUR_MIB)).FailedPutCount, 0);
    const list = () => local.firehose.send(new ListDeliveryStreamsCommand({}));
    for (let calls = 0; calls < 7; calls += 1) await list();
  });
});
