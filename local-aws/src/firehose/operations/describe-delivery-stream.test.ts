import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  BUCKET_ARN,
  creation,
  destination,
  givenBucketAndRole,
  ROLE_ARN,
} from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function description(DeliveryStreamName: string): Promise<DeliveryStreamDescription | undefined> {
  const output = await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  return output.DeliveryStreamDescription;
}

describe('DescribeDeliveryStream', () => {
  it('shows a stream with the defaults filled in, its destination in both forms (recorded)', async () => {
    const created = new Date(local.clock.now());
    await activeStream(local, 's');
    const common = {
      RoleARN: ROLE_ARN,
      BucketARN: BUCKET_ARN,
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: 'UNCOMPRESSED',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: false },
    };
    assert.deepEqual(await description('s'), {
      DeliveryStreamName: 's',
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
      CreateTimestamp: created,
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          S3DestinationDescription: common,
          ExtendedS3DestinationDescription: { ...common, S3BackupMode: 'Disabled' },
        },
      ],
      HasMoreDestinations: false,
    });
  });

  it('shows what was configured; what only the extended form has, only there (recorded)', async () => {
    const settings = {
      Prefix: 'p/',
      ErrorOutputPrefix: 'e/',
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CompressionFormat: 'GZIP',
      CloudWatchLoggingOptions: { Enabled: true, LogGroupName: 'group', LogStreamName: 'stream' },
    } as const;
    await local.firehose.send(creation('s', { ...settings, FileExtension: '.json', CustomTimeZone: 'UTC' }));
    const [destination] = (await description('s'))?.Destinations ?? [];
    const common = {
      RoleARN: ROLE_ARN,
      BucketARN: BUCKET_ARN,
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      ...settings,
    };
    assert.deepEqual(destination?.S3DestinationDescription, common);
    assert.deepEqual(destination?.ExtendedS3DestinationDescription, {
      ...common,
      FileExtension: '.json',
      CustomTimeZone: 'UTC',
      S3BackupMode: 'Disabled',
    });
  });

  it('shows that conversion is off where that was said, and only then (recorded)', async () => {
    const DataFormatConversionConfiguration = { Enabled: false };
    await activeStream(local, 's', { DataFormatConversionConfiguration });
    const [described] = (await description('s'))?.Destinations ?? [];
    assert.deepEqual(
      described?.ExtendedS3DestinationDescription?.DataFormatConversionConfiguration,
      DataFormatConversionConfiguration,
    );
    assert.ok(described?.S3DestinationDescription);
    assert.ok(!('DataFormatConversionConfiguration' in described.S3DestinationDescription));
  });

  it('shows the hint of a throughput where it was given (that it is shown is decided by us)', async () => {
    const input = {
      DeliveryStreamName: 's',
      ExtendedS3DestinationConfiguration: destination(),
      DirectPutSourceConfiguration: { ThroughputHintInMBs: 7 },
    };
    await local.firehose.send(new CreateDeliveryStreamCommand(input));
    assert.deepEqual((await description('s'))?.Source, {
      DirectPutSourceDescription: { ThroughputHintInMBs: 7 },
    });
  });

  it('knows no stream of another name (seen in tests on a real account)', async () => {
    const text = 'Firehose none under account 000000000000 not found.';
    await assertRefused(description('none'), 'ResourceNotFoundException', 400, text);
  });
});
