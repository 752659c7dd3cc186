import type { DescribeDeliveryStreamInput, DescribeDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../operation.js';
import { DESTINATION_ID } from './stream.js';

/** Shape and defaults as recorded on AWS; both S3 blocks are always there. */
export const describeDeliveryStream: Operation<DescribeDeliveryStreamInput, DescribeDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:DescribeDeliveryStream', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
    const { FileExtension, CustomTimeZone, ...common } = stream.destination;
    return {
      DeliveryStreamDescription: {
        DeliveryStreamName: stream.name,
        DeliveryStreamARN: stream.arn,
        DeliveryStreamStatus: aws.firehose.status(stream),
        DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
        DeliveryStreamType: 'DirectPut',
        VersionId: String(stream.version),
        CreateTimestamp: new Date(stream.createdAt),
        LastUpdateTimestamp: stream.updatedAt === undefined ? undefined : new Date(stream.updatedAt),
        Destinations: [
          {
            DestinationId: DESTINATION_ID,
            S3DestinationDescription: common,
            ExtendedS3DestinationDescription: {
              ...common,
              FileExtension,
              CustomTimeZone,
              S3BackupMode: 'Disabled',
            },
          },
        ],
        HasMoreDestinations: false,
      },
    };
  },
};
