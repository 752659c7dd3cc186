/** From what a caller configures to what a stream keeps: which members there are, and AWS's defaults. */
import type {
  CreateDeliveryStreamInput,
  ExtendedS3DestinationConfiguration,
  ExtendedS3DestinationUpdate,
  S3DestinationConfiguration,
  S3DestinationUpdate,
} from '@aws-sdk/client-firehose';
import { notInLocalAws } from '../errors.js';
import type { Call } from '../operation.js';
import { assumeRoleAs, RoleNotAssumable } from '../sts/assume-role.js';
import { invalidArgument } from './errors.js';
import { checkPrefixes } from './prefix.js';
import type { Destination } from './stream.js';

/** An S3 destination in either of its forms, whole or as an update. */
export type S3Settings = Partial<
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
export function theDestination(input: CreateDeliveryStreamInput): S3Settings {
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

/** Refuses, by name, what a destination can hold on AWS and not here. */
function refuseUnknown(settings: S3Settings): void {
  const refused: [string, boolean | undefined][] = [
    ['ProcessingConfiguration', settings.ProcessingConfiguration?.Enabled],
    ['DynamicPartitioningConfiguration', settings.DynamicPartitioningConfiguration?.Enabled],
    ['DataFormatConversionConfiguration', settings.DataFormatConversionConfiguration?.Enabled],
    ['S3BackupMode Enabled', settings.S3BackupMode === 'Enabled'],
    ['KMSEncryptionConfig', settings.EncryptionConfiguration?.KMSEncryptionConfig !== undefined],
    ['CustomTimeZone', !['', 'UTC', undefined].includes(settings.CustomTimeZone)],
    [
      `CompressionFormat ${settings.CompressionFormat}`,
      !['GZIP', 'UNCOMPRESSED', undefined].includes(settings.CompressionFormat),
    ],
  ];
  for (const [what, isAsked] of refused) if (isAsked) throw notInLocalAws('firehose', what);
}

/**
 * Lays settings over a destination, or over AWS's defaults where there is none yet.
 *
 * @throws AwsError InvalidArgumentException for settings that contradict each other.
 */
export function applySettings(settings: S3Settings, current?: Destination): Destination {
  const hints = settings.BufferingHints;
  if (hints && (hints.SizeInMBs === undefined) !== (hints.IntervalInSeconds === undefined)) {
    throw invalidArgument('Both SizeInMBs and IntervalInSeconds must be specified in BufferingHints');
  }
  const encryption = settings.EncryptionConfiguration;
  if (encryption && Object.keys(encryption).length !== 1) {
    throw invalidArgument('Exactly one of NoEncryptionConfig or KMSEncryptionConfig must be specified');
  }
  const logging = settings.CloudWatchLoggingOptions;
  if (logging?.Enabled && !logging.LogGroupName) {
    throw invalidArgument('CloudWatch Log Group Name is required if CloudWatch Logging is enabled');
  }
  refuseUnknown(settings);
  const destination: Destination = {
    RoleARN: settings.RoleARN ?? current?.RoleARN ?? '',
    BucketARN: settings.BucketARN ?? current?.BucketARN ?? '',
    Prefix: settings.Prefix ?? current?.Prefix,
    ErrorOutputPrefix: settings.ErrorOutputPrefix ?? current?.ErrorOutputPrefix,
    BufferingHints: {
      SizeInMBs: hints?.SizeInMBs ?? current?.BufferingHints.SizeInMBs ?? 5,
      IntervalInSeconds: hints?.IntervalInSeconds ?? current?.BufferingHints.IntervalInSeconds ?? 300,
    },
    CompressionFormat: (settings.CompressionFormat ?? current?.CompressionFormat ?? 'UNCOMPRESSED') as 'GZIP',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: logging ?? current?.CloudWatchLoggingOptions ?? { Enabled: false },
    FileExtension: settings.FileExtension || current?.FileExtension,
    CustomTimeZone: settings.CustomTimeZone ?? current?.CustomTimeZone,
  };
  checkPrefixes(destination.Prefix, destination.ErrorOutputPrefix);
  return destination;
}

/**
 * Firehose puts the role on before it accepts a stream. One text for every reason: role missing, wrong trust
 * policy, or too new (reported by everybody who ever scripted this).
 *
 * @throws AwsError InvalidArgumentException when the role cannot be assumed.
 */
export function requireAssumable(call: Call, roleArn: string, streamArn: string): void {
  try {
    deliveryRole(call.aws, roleArn, streamArn);
  } catch (error) {
    if (!(error instanceof RoleNotAssumable)) throw error;
    throw invalidArgument(
      `Firehose is unable to assume role ${roleArn}. Please check the role provided.`,
      error,
    );
  }
}

/**
 * The session of the delivery role. Firehose brings the account as external id (AWS documentation) and,
 * decided by us, the two keys that guard against a confused deputy.
 *
 * @throws RoleNotAssumable
 */
export function deliveryRole(aws: Call['aws'], roleArn: string, streamArn: string) {
  return assumeRoleAs(aws, {
    roleArn,
    service: 'firehose.amazonaws.com',
    sessionName: 'firehose-delivery',
    context: { 'sts:ExternalId': aws.account, 'aws:SourceAccount': aws.account, 'aws:SourceArn': streamArn },
  });
}

/** What the caller must be allowed to do to hand a role to Firehose. */
export function passRole(roleArn: string | undefined) {
  if (!roleArn) return [];
  return [
    {
      action: 'iam:PassRole',
      resource: roleArn,
      context: { 'iam:PassedToService': 'firehose.amazonaws.com' },
    },
  ];
}
