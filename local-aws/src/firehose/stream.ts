import type {
  CompressionFormat,
  DataFormatConversionConfiguration,
  DynamicPartitioningConfiguration,
  EncryptionConfiguration,
  FailureDescription,
  ProcessingConfiguration,
  S3DestinationConfiguration,
  Tag,
} from '@aws-sdk/client-firehose';

/** One place in S3 that a stream writes to: the caller's settings with AWS's defaults filled in. */
export interface S3Settings {
  RoleARN: string;
  BucketARN: string;
  Prefix?: string;
  ErrorOutputPrefix?: string;
  BufferingHints: { SizeInMBs: number; IntervalInSeconds: number };
  CompressionFormat: CompressionFormat;
  EncryptionConfiguration: EncryptionConfiguration;
  CloudWatchLoggingOptions: NonNullable<S3DestinationConfiguration['CloudWatchLoggingOptions']>;
}

/** The destination of a delivery stream. */
export interface Destination extends S3Settings {
  FileExtension?: string;
  CustomTimeZone?: string;
  ProcessingConfiguration?: ProcessingConfiguration;
  /** Never one that is on: conversion is not here. */
  DataFormatConversionConfiguration?: DataFormatConversionConfiguration;
  DynamicPartitioningConfiguration?: DynamicPartitioningConfiguration;
  S3BackupMode: 'Disabled' | 'Enabled';
  /** Where the source records go as well, when S3BackupMode is Enabled. */
  S3Backup?: S3Settings;
}

/** Encryption of what a stream buffers, with a key of AWS's own. Its status is not kept: the clock tells it. */
export interface Encryption {
  /** Whether it was started or stopped last. */
  isOn: boolean;
  changedAt: number;
  /** When it was started or stopped by a call of its own: those that still count towards AWS's quota. */
  calls: number[];
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
  /** Until it is started for the first time there is none. */
  encryption?: Encryption;
  throughputHintInMBs?: number;
  /** The creation does not succeed, because of a fault made on purpose. */
  creationFailure?: FailureDescription;
  /** The deletion begun at that time does not succeed, because of a fault made on purpose. */
  failedDeletion?: { begunAt: number; failure: FailureDescription };
}

/** AWS gives the only destination of every stream this id (recorded on AWS). */
export const DESTINATION_ID = 'destinationId-000000000001';

/** How long dynamic partitioning tries again to deliver, unless told otherwise (recorded on AWS). */
export const DEFAULT_RETRY_SECONDS = 300;

export const MIB = 1024 * 1024;
