/** The metrics of a stream, by the names and meanings of AWS's documentation ("Monitoring with CloudWatch"). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../testing/assert-refused.js';
import { askControl } from '../testing/control.js';
import { eventually } from '../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import {
  activeStream,
  allowRole,
  BUCKET_ARN,
  creation,
  deliver,
  givenBucketAndRole,
  lands,
  oneLands,
  propagate,
  put,
  ROLE_ARN,
  SECOND,
} from './testing/pipeline.js';
import { lambda, partitionedBy, processing, processor, query } from './testing/processors.js';

const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

function metrics(): Record<string, number> {
  const { firehose } = local.server.account;
  return firehose.metrics(firehose.get('s')).snapshot();
}

function shows(expected: Record<string, number>): Promise<void> {
  return eventually(() => assert.deepEqual(metrics(), expected));
}

const INCOMING = {
  IncomingBytes: 3,
  IncomingPutRequests: 2,
  IncomingRecords: 3,
  'PutRecordBatch.Bytes': 3,
  'PutRecordBatch.Latency': 0,
  'PutRecordBatch.Records': 3,
  'PutRecordBatch.Requests': 2,
};
const DELIVERED = {
  'DeliveryToS3.Bytes': 3,
  'DeliveryToS3.ObjectCount': 1,
  'DeliveryToS3.Records': 3,
  'DeliveryToS3.Success': 1,
};

describe('the metrics of a stream', () => {
  it('are none before the first record: CloudWatch shows no metric without data', async () => {
    await local.firehose.send(creation('s'));
    await shows({});
  });

  it('count what comes in, its age, and what is delivered', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'a', 'b');
    local.clock.advance(20 * SECOND);
    await put(local, 's', 'c');
    await shows({ ...INCOMING, 'DeliveryToS3.DataFreshness': 20 });
    local.clock.advance(40 * SECOND);
    await shows({ ...INCOMING, ...DELIVERED });
  });

  it('show the share of attempts that succeeded, and the age of what waits behind one that failed', async () => {
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}-other/*`);
    propagate(local);
    await activeStream(local, 's', { BufferingHints: HINTS });
    await put(local, 's', 'a', 'b');
    await put(local, 's', 'c');
    local.clock.advance(60 * SECOND);
    await shows({ ...INCOMING, 'DeliveryToS3.Success': 0, 'DeliveryToS3.DataFreshness': 60 });
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/*`);
    propagate(local);
    await eventually(() => {
      local.clock.advance(SECOND);
      assert.equal(metrics()['DeliveryToS3.Records'], 3);
    });
    const { 'DeliveryToS3.Success': share = 0 } = metrics();
    assert.ok(share > 0 && share < 1, `${share}`);
  });

  it('count the backup apart', async () => {
    const S3BackupConfiguration = { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN, Prefix: 'backup/' };
    const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 120 };
    await activeStream(local, 's', {
      BufferingHints: HINTS,
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: { ...S3BackupConfiguration, BufferingHints },
    });
    await put(local, 's', 'a', 'b');
    await put(local, 's', 'c');
    local.clock.advance(60 * SECOND);
    await shows({ ...INCOMING, ...DELIVERED, 'BackupToS3.DataFreshness': 60 });
    local.clock.advance(60 * SECOND);
    await shows({
      ...INCOMING,
      ...DELIVERED,
      'BackupToS3.Bytes': 3,
      'BackupToS3.Records': 3,
      'BackupToS3.Success': 1,
    });
  });

  it('count calls to the API by operation (documented)', async () => {
    await activeStream(local, 's');
    const DeliveryStreamName = 's';
    await local.firehose.send(
      new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('abc') } }),
    );
    await put(local, 's', 'd', 'ef');
    await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    await local.firehose.send(
      new UpdateDestinationCommand({
        DeliveryStreamName,
        CurrentDeliveryStreamVersionId: '1',
        DestinationId: 'destinationId-000000000001',
        ExtendedS3DestinationUpdate: { Prefix: 'p/' },
      }),
    );
    const { 'DeliveryToS3.DataFreshness': _, ...counted } = metrics();
    assert.deepEqual(counted, {
      'DescribeDeliveryStream.Latency': 0,
      'DescribeDeliveryStream.Requests': 1,
      IncomingBytes: 6,
      IncomingPutRequests: 2,
      IncomingRecords: 3,
      'PutRecord.Bytes': 3,
      'PutRecord.Latency': 0,
      'PutRecord.Requests': 1,
      'PutRecordBatch.Bytes': 3,
      'PutRecordBatch.Latency': 0,
      'PutRecordBatch.Records': 2,
      'PutRecordBatch.Requests': 1,
      'UpdateDeliveryStream.Latency': 0,
      'UpdateDeliveryStream.Requests': 1,
    });
  });

  it('count for the account what is of no stream: lists, and how many streams there are (documented)', async () => {
    for (const name of ['s', 't']) await local.firehose.send(creation(name));
    await local.firehose.send(new ListDeliveryStreamsCommand({}));
    const { json } = await askControl(local, 'GET /streams');
    assert.deepEqual(json.metrics, {
      'ListDeliveryStreams.Latency': 0,
      'ListDeliveryStreams.Requests': 1,
      ResourceCount: 2,
    });
  });

  it('count a call that failed, and not what it did not put (decided by us)', async () => {
    await activeStream(local, 's');
    await askControl(local, 'POST /faults', { operation: 'PutRecordBatch', refuseCount: 2 });
    await put(local, 's', 'a', 'b', 'c');
    const Records = Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(1_000_000) }));
    const tooMuch = new PutRecordBatchCommand({ DeliveryStreamName: 's', Records });
    await assertRefused(local.firehose.send(tooMuch), 'InvalidArgumentException', 400, /4 MB/);
    const counted = metrics();
    assert.equal(counted['PutRecordBatch.Requests'], 2);
    assert.deepEqual([counted['PutRecordBatch.Bytes'], counted['PutRecordBatch.Records']], [1, 1]);
    assert.deepEqual([counted.IncomingPutRequests, counted.ThrottledRecords], [1, 2]);
  });

  it('show the limits where calls are throttled, higher with a throughput hint (documented)', async (t) => {
    const throttled = await startLocalAws({ log: () => {}, throttle: true, region: 'eu-central-1' });
    t.after(() => throttled.close());
    await givenBucketAndRole(throttled);
    const of = (name: string) => {
      const { firehose } = throttled.server.account;
      return firehose.metrics(firehose.get(name)).snapshot();
    };
    await throttled.firehose.send(creation('s'));
    assert.deepEqual(of('s'), {
      BytesPerSecondLimit: 1024 * 1024,
      PutRequestsPerSecondLimit: 1_000,
      RecordsPerSecondLimit: 100_000,
    });
    const hinted = creation('hinted');
    hinted.input.DirectPutSourceConfiguration = { ThroughputHintInMBs: 2 };
    await throttled.firehose.send(hinted);
    assert.equal(of('hinted').BytesPerSecondLimit, 2 * 1024 * 1024);
    assert.equal(of('hinted').RecordsPerSecondLimit, 200_000);
  });

  it('tell how processing went', async () => {
    const delimiter = processor('AppendDelimiterToRecord');
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(delimiter) });
    await put(local, 's', 'a', 'b');
    await put(local, 's', 'c');
    await deliver(local);
    await oneLands(local);
    await shows({
      ...INCOMING,
      ...DELIVERED,
      'DeliveryToS3.Bytes': 6,
      'ExecuteProcessing.Duration': 0,
      'ExecuteProcessing.Success': 1,
      'SucceedProcessing.Bytes': 6,
      'SucceedProcessing.Records': 3,
    });
  });

  it('tell the age of what a Lambda processor collects', async () => {
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda()) });
    await put(local, 's', 'a');
    local.clock.advance(30 * SECOND);
    assert.equal(metrics()['DeliveryToS3.DataFreshness'], 30);
    const { firehose } = local.server.account;
    assert.equal(firehose.waiting(firehose.get('s')).bytes, 1);
    await deliver(local);
    await lands(local, 1, 'processing-failed/');
    assert.equal(metrics()['ExecuteProcessing.Success'], 0);
    assert.equal(metrics()['DeliveryToS3.DataFreshness'], undefined);
  });

  it('count active partitions, and those that were too many', async () => {
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')));
    await put(local, 's', '{"k":1}', '{"k":2}', '{"k":1}');
    await eventually(() => assert.equal(metrics().PartitionCount, 2));
    assert.equal(metrics()['JQProcessing.Duration'], 0);
    assert.equal(metrics().PartitionCountExceeded, undefined);
    await put(local, 's', ...Array.from({ length: 499 }, (_, i) => `{"k":"more ${i}"}`));
    await eventually(() => assert.equal(metrics().PartitionCountExceeded, 1));
    assert.equal(metrics().PartitionCount, 500);
    await deliver(local);
    assert.equal(metrics().PartitionCount, undefined);
    assert.equal(metrics()['DeliveryToS3.ObjectCount'], 500);
  });
});
