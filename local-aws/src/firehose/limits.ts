/** What AWS's API model (2015-08-04) says of Firehose's inputs. Data only. */
import type { Constraint } from '../wire/constraints.js';

type Table = Record<string, Constraint>;

/** Of PutRecord's and PutRecordBatch's data, before base64. */
export const LARGEST_RECORD_BYTES = 1_024_000;
export const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;
export const MOST_RECORDS_PER_BATCH = 500;

const streamName: Constraint = { required: true, minLength: 1, maxLength: 64, pattern: '[a-zA-Z0-9_.-]+' };
const roleArn: Constraint = {
  required: true,
  minLength: 1,
  maxLength: 512,
  pattern: 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
};
const bucketArn: Constraint = {
  required: true,
  minLength: 1,
  maxLength: 2048,
  pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}',
};
const compression = ['ZIP', 'HADOOP_SNAPPY', 'Snappy', 'GZIP', 'UNCOMPRESSED'];

/** The members that a configuration of the destination and an update of it share. */
function destination(at: string, isUpdate: boolean): Table {
  const arn = (constraint: Constraint): Constraint =>
    isUpdate ? { ...constraint, required: undefined } : constraint;
  return {
    [`${at}.RoleARN`]: arn(roleArn),
    [`${at}.BucketARN`]: arn(bucketArn),
    [`${at}.Prefix`]: { maxLength: 1024, pattern: '.*' },
    [`${at}.ErrorOutputPrefix`]: { maxLength: 1024, pattern: '.*' },
    [`${at}.BufferingHints.SizeInMBs`]: { min: 1, max: 128 },
    [`${at}.BufferingHints.IntervalInSeconds`]: { min: 0, max: 900 },
    [`${at}.CompressionFormat`]: { enum: compression },
    [`${at}.FileExtension`]: { maxLength: 128, pattern: "^(|\\.[0-9a-z!\\-_.*'()]+)$" },
    [`${at}.CustomTimeZone`]: { maxLength: 50, pattern: '^$|[a-zA-Z/_]+' },
    [`${at}.CloudWatchLoggingOptions.LogGroupName`]: { maxLength: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
    [`${at}.CloudWatchLoggingOptions.LogStreamName`]: { maxLength: 512, pattern: '[^:*]*' },
    [`${at}.S3BackupMode`]: { enum: ['Disabled', 'Enabled'] },
  };
}

const tagKey: Constraint = {
  required: true,
  minLength: 1,
  maxLength: 128,
  pattern: '^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$',
};
const tagValue: Constraint = { maxLength: 256, pattern: '^[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$' };
const data: Constraint = { required: true, maxLength: LARGEST_RECORD_BYTES };

export const constraints: Record<string, Table> = {
  CreateDeliveryStream: {
    DeliveryStreamName: streamName,
    DeliveryStreamType: { enum: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'] },
    'DirectPutSourceConfiguration.ThroughputHintInMBs': { required: true, min: 1, max: 100 },
    ...destination('S3DestinationConfiguration', false),
    ...destination('ExtendedS3DestinationConfiguration', false),
    Tags: { minLength: 1, maxLength: 50 },
    'Tags[].Key': tagKey,
    'Tags[].Value': tagValue,
  },
  DeleteDeliveryStream: { DeliveryStreamName: streamName },
  DescribeDeliveryStream: {
    DeliveryStreamName: streamName,
    Limit: { min: 1, max: 10_000 },
    ExclusiveStartDestinationId: { minLength: 1, maxLength: 100, pattern: '[a-zA-Z0-9-]+' },
  },
  ListDeliveryStreams: {
    Limit: { min: 1, max: 10_000 },
    DeliveryStreamType: { enum: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'] },
    ExclusiveStartDeliveryStreamName: { ...streamName, required: undefined },
  },
  ListTagsForDeliveryStream: {
    DeliveryStreamName: streamName,
    ExclusiveStartTagKey: { ...tagKey, required: undefined },
    Limit: { min: 1, max: 50 },
  },
  TagDeliveryStream: {
    DeliveryStreamName: streamName,
    Tags: { required: true, minLength: 1, maxLength: 50 },
    'Tags[].Key': tagKey,
    'Tags[].Value': tagValue,
  },
  UntagDeliveryStream: {
    DeliveryStreamName: streamName,
    TagKeys: { required: true, minLength: 1, maxLength: 50 },
  },
  PutRecord: { DeliveryStreamName: streamName, Record: { required: true }, 'Record.Data': data },
  PutRecordBatch: {
    DeliveryStreamName: streamName,
    Records: { required: true, minLength: 1, maxLength: MOST_RECORDS_PER_BATCH },
    'Records[].Data': data,
  },
  UpdateDestination: {
    DeliveryStreamName: streamName,
    CurrentDeliveryStreamVersionId: { required: true, minLength: 1, maxLength: 50, pattern: '[0-9]+' },
    DestinationId: { required: true, minLength: 1, maxLength: 100, pattern: '[a-zA-Z0-9-]+' },
    ...destination('S3DestinationUpdate', true),
    ...destination('ExtendedS3DestinationUpdate', true),
  },
};
