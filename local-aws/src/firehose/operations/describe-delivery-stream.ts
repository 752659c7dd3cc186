import type {
  DescribeDeliveryStreamInput,
  DescribeDeliveryStreamOutput,
  SourceDescription,
} from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { failureOf, statusOf } from '../status.js';
import { DESTINATION_ID, type DeliveryStream } from '../stream.js';
import { describeEncryption } from './encryption.js';

/** Shape and defaults as recorded on AWS; both S3 blocks are always there. */
export const describeDeliveryStream: Operation<DescribeDeliveryStreamInput, DescribeDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:DescribeDeliveryStream', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
    const { S3Backup, FileExtension, CustomTimeZone, S3BackupMode, ...rest } = stream.destination;
    const {
      ProcessingConfiguration,
      DataFormatConversionConfiguration,
      DynamicPartitioningConfiguration,
      ...common
    } = rest;
    return {
      DeliveryStreamDescription: {
        DeliveryStreamName: stream.name,
        DeliveryStreamARN: stream.arn,
        DeliveryStreamStatus: statusOf(aws, stream),
        FailureDescription: failureOf(aws, stream),
        DeliveryStreamEncryptionConfiguration: describeEncryption(aws, stream),
        DeliveryStreamType: 'DirectPut',
        VersionId: String(stream.version),
        CreateTimestamp: new Date(stream.createdAt),
        LastUpdateTimestamp: stream.updatedAt === undefined ? undefined : new Date(stream.updatedAt),
        Source: sourceOf(stream),
        Destinations: [
          {
            DestinationId: DESTINATION_ID,
            S3DestinationDescription: common,
            ExtendedS3DestinationDescription: {
              ...rest,
              FileExtension,
              CustomTimeZone,
              S3BackupMode,
              S3BackupDescription: S3Backup,
            },
          },
        ],
        HasMoreDestinations: false,
      },
    };
  },
};

/** Where records are put directly there is something to show only if it was given (decided by us). */
function sourceOf({ throughputHintInMBs }: DeliveryStream): SourceDescription | undefined {
  if (throughputHintInMBs === undefined) return undefined;
  return { DirectPutSourceDescription: { ThroughputHintInMBs: throughputHintInMBs } };
}
