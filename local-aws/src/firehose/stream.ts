import type { EncryptionConfiguration, S3DestinationConfiguration, Tag } from '@aws-sdk/client-firehose';

/** Where a delivery stream writes: the caller's settings with AWS's defaults filled in. */
export interface Destination {
  RoleARN: string;
  BucketARN: string;
  Prefix?: string;
  ErrorOutputPrefix?: string;
  BufferingHints: { SizeInMBs: number; IntervalInSeconds: number };
  CompressionFormat: 'GZIP' | 'UNCOMPRESSED';
  EncryptionConfiguration: EncryptionConfiguration;
  CloudWatchLoggingOptions: NonNullable<S3DestinationConfiguration['CloudWatchLoggingOptions']>;
  FileExtension?: string;
  CustomTimeZone?: string;
}

/** A delivery stream as it is kept. Its status is not: the clock tells it. */
export interface DeliveryStream {
  name: string;
  arn: string;
  /** Tells a stream from an earlier one of the same name. */
  id: string;
  createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  version: number;
  destination: Destination;
  tags: Tag[];
}

/** AWS gives the only destination of every stream this id (recorded on AWS). */
export const DESTINATION_ID = 'destinationId-000000000001';

export const MIB = 1024 * 1024;
