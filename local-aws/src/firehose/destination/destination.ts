/** From what a caller configures to what a stream keeps: which members there are, and AWS's defaults. */
import type {
  CloudWatchLoggingOptions,
  CreateDeliveryStreamInput,
  EncryptionConfiguration,
  ExtendedS3DestinationConfiguration,
  ExtendedS3DestinationUpdate,
  S3DestinationConfiguration,
  S3DestinationUpdate,
} from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../../errors.js';
import type { LocalAws } from '../../operation.js';
import { invalidArgument } from '../errors.js';
import { checkProcessing } from '../processing/check-processing.js';
import { withLambdaDefaults } from '../processing/processor-parameters.js';
import { DEFAULT_RETRY_SECONDS, type Destination, type S3Settings } from '../stream.js';
import { checkPrefixes, parsePrefix, partitionKeysOf } from './prefix-expressions.js';
import { checkTimeZone } from './time-zones.js';

/** An S3 destination in either of its forms, whole or as an update. */
export type Settings = Partial<
  ExtendedS3DestinationConfiguration &
    ExtendedS3DestinationUpdate &
    S3DestinationConfiguration &
    S3DestinationUpdate
>;

/** Destinations that AWS has beside S3. Asked for, they are refused by name. */
const OTHER_DESTINATIONS = [
  'RedshiftDestinationConfiguration',
  'ElasticsearchDestinationConfiguration',
  'AmazonopensearchserviceDestinationConfiguration',
  'AmazonOpenSearchServerlessDestinationConfiguration',
  'SplunkDestinationConfiguration',
  'HttpEndpointDestinationConfiguration',
  'SnowflakeDestinationConfiguration',
  'IcebergDestinationConfiguration',
] as const;

/**
 * The one S3 destination of a CreateDeliveryStream.
 *
 * @throws AwsError InvalidArgumentException for none or several, NotImplemented for a kind that is not here.
 */
export function theDestination(input: CreateDeliveryStreamInput): Settings {
  const s3 = [input.S3DestinationConfiguration, input.ExtendedS3DestinationConfiguration].filter(
    (one) => one !== undefined,
  );
  const others = OTHER_DESTINATIONS.filter((name) => input[name] !== undefined);
  const [only] = s3;
  if (s3.length + others.length !== 1) {
    throw invalidArgument('Exactly one destination configuration is supported for a Firehose');
  }
  if (!only) throw notInLocalAws('firehose', String(others[0]));
  return only;
}

/** Refuses, by name, a conversion that is on, as it is unless it says otherwise (AWS API model). */
function refuseConversion({ DataFormatConversionConfiguration }: Settings): void {
  if (!DataFormatConversionConfiguration || DataFormatConversionConfiguration.Enabled === false) return;
  throw notInLocalAws('firehose', 'DataFormatConversionConfiguration');
}

/** Refuses a key that AWS would refuse (text measured on AWS by the cdk-preflight project), and then every key, by name. */
function refuseKey({ region }: LocalAws, { KMSEncryptionConfig }: EncryptionConfiguration): void {
  if (!KMSEncryptionConfig) return;
  const key = KMSEncryptionConfig.AWSKMSKeyARN ?? '';
  if (key.split(':')[3] !== region) {
    throw invalidArgument(`KMS Key ${key} does not exist in the same region as the S3 bucket`);
  }
  throw notInLocalAws('firehose', 'KMSEncryptionConfig');
}

/**
 * Lays settings over a destination, or over AWS's defaults where there is none yet.
 *
 * @throws AwsError InvalidArgumentException for settings that contradict each other or what is there.
 */
export async function applySettings(
  aws: LocalAws,
  settings: Settings,
  current?: Destination,
): Promise<Destination> {
  const backup = settings.S3BackupUpdate ?? settings.S3BackupConfiguration;
  refuseConversion(settings);
  const destination: Destination = {
    ...applyS3Settings(aws, settings, current),
    FileExtension: settings.FileExtension || current?.FileExtension,
    CustomTimeZone: settings.CustomTimeZone || current?.CustomTimeZone,
    ProcessingConfiguration: processing(settings, current),
    DataFormatConversionConfiguration:
      settings.DataFormatConversionConfiguration ?? current?.DataFormatConversionConfiguration,
    DynamicPartitioningConfiguration: partitioning(settings, current),
    S3BackupMode: settings.S3BackupMode ?? current?.S3BackupMode ?? 'Disabled',
    S3Backup: backup ? applyS3Settings(aws, backup, current?.S3Backup) : current?.S3Backup,
  };
  checkBackup(destination, current);
  checkTimeZone(destination.CustomTimeZone);
  await checkPrefixesAndProcessing(aws, destination);
  return destination;
}

function applyS3Settings(aws: LocalAws, settings: Settings, current?: S3Settings): S3Settings {
  const hints = settings.BufferingHints;
  if (hints && (hints.SizeInMBs === undefined) !== (hints.IntervalInSeconds === undefined)) {
    throw invalidArgument('Both SizeInMBs and IntervalInSeconds must be specified in BufferingHints');
  }
  const encryption = settings.EncryptionConfiguration;
  if (encryption && Object.keys(encryption).length !== 1) {
    throw invalidArgument('Exactly one of NoEncryptionConfig or KMSEncryptionConfig must be specified');
  }
  const logging = settings.CloudWatchLoggingOptions;
  if (logging?.Enabled) requireNames(logging);
  if (encryption) refuseKey(aws, encryption);
  return {
    RoleARN: settings.RoleARN ?? current?.RoleARN ?? '',
    BucketARN: settings.BucketARN ?? current?.BucketARN ?? '',
    Prefix: settings.Prefix ?? current?.Prefix,
    ErrorOutputPrefix: settings.ErrorOutputPrefix ?? current?.ErrorOutputPrefix,
    BufferingHints: {
      SizeInMBs: hints?.SizeInMBs ?? current?.BufferingHints.SizeInMBs ?? 5,
      IntervalInSeconds: hints?.IntervalInSeconds ?? current?.BufferingHints.IntervalInSeconds ?? 300,
    },
    CompressionFormat: settings.CompressionFormat ?? current?.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: logging ?? current?.CloudWatchLoggingOptions ?? { Enabled: false },
  };
}

/** The first text was measured on AWS by the cdk-preflight project; the second follows it (decided by us). */
function requireNames({ LogGroupName, LogStreamName }: CloudWatchLoggingOptions): void {
  for (const [name, given] of Object.entries({ Group: LogGroupName, Stream: LogStreamName })) {
    if (given) continue;
    throw invalidArgument(`CloudWatch Log ${name} Name is required if CloudWatch Logging is enabled`);
  }
}

/** Where RoleArn of a Lambda processor was the destination's role, it stays so (decided by us). */
function processing(settings: Settings, current?: Destination): Destination['ProcessingConfiguration'] {
  const given = settings.ProcessingConfiguration;
  const role = settings.RoleARN ?? current?.RoleARN ?? '';
  if (given) return withLambdaDefaults(given, role);
  return (
    current?.ProcessingConfiguration &&
    withLambdaDefaults(current.ProcessingConfiguration, role, current.RoleARN)
  );
}

/**
 * Dynamic partitioning is decided when a stream is created (AWS documentation; the text is decided by us), and
 * has a time to retry in its description even where none was given (recorded on AWS).
 */
function partitioning(
  settings: Settings,
  current?: Destination,
): Destination['DynamicPartitioningConfiguration'] {
  const given = settings.DynamicPartitioningConfiguration;
  const before = current?.DynamicPartitioningConfiguration;
  if (current && given && (given.Enabled ?? false) !== (before?.Enabled ?? false)) {
    throw invalidArgument(
      'Dynamic Partitioning can only be enabled when a delivery stream is created, and never disabled.',
    );
  }
  const configuration = given ?? before;
  if (!configuration?.Enabled) return configuration;
  const seconds = given?.RetryOptions?.DurationInSeconds ?? before?.RetryOptions?.DurationInSeconds;
  return { ...configuration, RetryOptions: { DurationInSeconds: seconds ?? DEFAULT_RETRY_SECONDS } };
}

function checkBackup(destination: Destination, current?: Destination): void {
  if (current?.S3BackupMode === 'Enabled' && destination.S3BackupMode === 'Disabled') {
    throw invalidArgument('S3 backup cannot be disabled once it is enabled.');
  }
  const isWhole = destination.S3Backup?.RoleARN && destination.S3Backup.BucketARN;
  if (destination.S3BackupMode === 'Enabled' && !isWhole) {
    throw invalidArgument('S3 backup destination configuration is required when enabling S3 backup.');
  }
  // AWS documentation, "Understand buffering hints"; the text is decided by us.
  if (destination.S3Backup?.BufferingHints.IntervalInSeconds === 0) {
    throw invalidArgument('BufferingHints.IntervalInSeconds of an S3 backup cannot be 0.');
  }
}

async function checkPrefixesAndProcessing(aws: LocalAws, destination: Destination): Promise<void> {
  const now = { instant: aws.clock.now(), zone: destination.CustomTimeZone || 'UTC' };
  const dynamicPartitioning = destination.DynamicPartitioningConfiguration?.Enabled ?? false;
  const prefix = parsePrefix(destination.Prefix, 'Prefix');
  checkPrefixes(prefix, parsePrefix(destination.ErrorOutputPrefix, 'ErrorOutputPrefix'), {
    dynamicPartitioning,
    ...now,
  });
  const backup = destination.S3Backup;
  if (backup) {
    const errors = parsePrefix(backup.ErrorOutputPrefix, 'ErrorOutputPrefix');
    checkPrefixes(parsePrefix(backup.Prefix, 'Prefix'), errors, { dynamicPartitioning: false, ...now });
  }
  if (dynamicPartitioning && destination.BufferingHints.IntervalInSeconds === 0) {
    throw invalidArgument(
      'BufferingHints.IntervalInSeconds cannot be 0 when Dynamic Partitioning is enabled.',
    );
  }
  const surroundings = {
    isDynamicPartitioning: dynamicPartitioning,
    sizeInMBs: destination.BufferingHints.SizeInMBs,
    keysInPrefix: partitionKeysOf(prefix).fromQuery,
  };
  await checkProcessing(destination.ProcessingConfiguration, surroundings, aws.firehose.jq);
}
