/**
 * What AWS's API model (2015-08-04, as botocore 1.43.11 carries it) says of Firehose's inputs, as far as a
 * stream with Direct PUT and an S3 destination goes. Data only.
 */
import type { Constraint } from '../../wire/constraints.js';
import {
  extendedS3Destination,
  KMS_KEY_ARN,
  s3Destination,
  type Table,
} from '../destination/destination-limits.js';

/** Of PutRecord's and PutRecordBatch's data, before base64. */
export const LARGEST_RECORD_BYTES = 1_024_000;
export const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;
export const MOST_RECORDS_PER_BATCH = 500;

const optionalName: Constraint = { minLength: 1, maxLength: 64, pattern: '[a-zA-Z0-9_.-]+' };
const streamName: Constraint = { required: true, ...optionalName };
const streamType: Constraint = {
  enum: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'],
};
const destinationId: Constraint = { minLength: 1, maxLength: 100, pattern: '[a-zA-Z0-9-]+' };
const data: Constraint = { required: true, maxLength: LARGEST_RECORD_BYTES };

const tagKey: Constraint = {
  minLength: 1,
  maxLength: 128,
  pattern: '^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$',
};
/** A list holds no null. The model does not say so; that it is told in the model's words is decided by us. */
const entry: Constraint = { required: true };
const oneToFifty: Constraint = { minLength: 1, maxLength: 50 };
const tags: Table = {
  'Tags[]': entry,
  'Tags[].Key': { required: true, ...tagKey },
  'Tags[].Value': { maxLength: 256, pattern: '^[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$' },
};

const encryption: Table = {
  'DeliveryStreamEncryptionConfigurationInput.KeyARN': KMS_KEY_ARN,
  'DeliveryStreamEncryptionConfigurationInput.KeyType': {
    required: true,
    enum: ['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'],
  },
};

export const constraints: Record<string, Table> = {
  CreateDeliveryStream: {
    DeliveryStreamName: streamName,
    DeliveryStreamType: streamType,
    'DirectPutSourceConfiguration.ThroughputHintInMBs': { required: true, min: 1, max: 100 },
    ...encryption,
    ...s3Destination('S3DestinationConfiguration', 'configuration'),
    ...extendedS3Destination('ExtendedS3DestinationConfiguration', 'configuration'),
    Tags: oneToFifty,
    ...tags,
  },
  DeleteDeliveryStream: { DeliveryStreamName: streamName },
  DescribeDeliveryStream: {
    DeliveryStreamName: streamName,
    Limit: { min: 1, max: 10_000 },
    ExclusiveStartDestinationId: destinationId,
  },
  ListDeliveryStreams: {
    Limit: { min: 1, max: 10_000 },
    DeliveryStreamType: streamType,
    ExclusiveStartDeliveryStreamName: optionalName,
  },
  ListTagsForDeliveryStream: {
    DeliveryStreamName: streamName,
    ExclusiveStartTagKey: tagKey,
    Limit: { min: 1, max: 50 },
  },
  PutRecord: { DeliveryStreamName: streamName, Record: { required: true }, 'Record.Data': data },
  PutRecordBatch: {
    DeliveryStreamName: streamName,
    Records: { required: true, minLength: 1, maxLength: MOST_RECORDS_PER_BATCH },
    'Records[]': entry,
    'Records[].Data': data,
  },
  StartDeliveryStreamEncryption: { DeliveryStreamName: streamName, ...encryption },
  StopDeliveryStreamEncryption: { DeliveryStreamName: streamName },
  TagDeliveryStream: { DeliveryStreamName: streamName, Tags: { required: true, ...oneToFifty }, ...tags },
  UntagDeliveryStream: {
    DeliveryStreamName: streamName,
    TagKeys: { required: true, ...oneToFifty },
    'TagKeys[]': { ...entry, ...tagKey },
  },
  UpdateDestination: {
    DeliveryStreamName: streamName,
    CurrentDeliveryStreamVersionId: { required: true, minLength: 1, maxLength: 50, pattern: '[0-9]+' },
    DestinationId: { required: true, ...destinationId },
    ...s3Destination('S3DestinationUpdate', 'update'),
    ...extendedS3Destination('ExtendedS3DestinationUpdate', 'update'),
  },
};
