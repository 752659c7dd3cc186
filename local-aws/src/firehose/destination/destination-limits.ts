/** What AWS's API model says of the members of an S3 destination. Data only. */
import type { Constraint } from '../../wire/constraints.js';

export type Table = Record<string, Constraint>;

const ROLE_ARN: Constraint = {
  minLength: 1,
  maxLength: 512,
  pattern: 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
};
const BUCKET_ARN: Constraint = { minLength: 1, maxLength: 2048, pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}' };
const PREFIX: Constraint = { maxLength: 1024, pattern: '.*' };
const NOT_BLANK = '^(?!\\s*$).+';

export const KMS_KEY_ARN: Constraint = {
  minLength: 1,
  maxLength: 512,
  pattern: 'arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\\-_/]+',
};

/** In the order in which AWS names them (recorded), which is not the model's. */
const COMPRESSION_FORMATS = ['ZIP', 'HADOOP_SNAPPY', 'Snappy', 'GZIP', 'UNCOMPRESSED'];

const PROCESSOR_TYPES = [
  'RecordDeAggregation',
  'Decompression',
  'CloudWatchLogProcessing',
  'Lambda',
  'MetadataExtraction',
  'AppendDelimiterToRecord',
];

const PARAMETER_NAMES = [
  'LambdaArn',
  'NumberOfRetries',
  'MetadataExtractionQuery',
  'JsonParsingEngine',
  'RoleArn',
  'BufferSizeInMBs',
  'BufferIntervalInSeconds',
  'SubRecordType',
  'Delimiter',
  'CompressionFormat',
  'DataMessageExtraction',
];

/** Whether the members that a new destination must have may be left out. */
export type Form = 'configuration' | 'update';

/** What the older form of a destination has, and the backup too. */
export function s3Destination(at: string, form: Form): Table {
  const required = form === 'configuration' ? { required: true as const } : {};
  return {
    [`${at}.RoleARN`]: { ...required, ...ROLE_ARN },
    [`${at}.BucketARN`]: { ...required, ...BUCKET_ARN },
    [`${at}.Prefix`]: PREFIX,
    [`${at}.ErrorOutputPrefix`]: PREFIX,
    [`${at}.BufferingHints.SizeInMBs`]: { min: 1, max: 128 },
    [`${at}.BufferingHints.IntervalInSeconds`]: { min: 0, max: 900 },
    [`${at}.CompressionFormat`]: { enum: COMPRESSION_FORMATS },
    [`${at}.EncryptionConfiguration.NoEncryptionConfig`]: { enum: ['NoEncryption'] },
    [`${at}.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN`]: { required: true, ...KMS_KEY_ARN },
    [`${at}.CloudWatchLoggingOptions.LogGroupName`]: { maxLength: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
    [`${at}.CloudWatchLoggingOptions.LogStreamName`]: { maxLength: 512, pattern: '[^:*]*' },
  };
}

export function extendedS3Destination(at: string, form: Form): Table {
  const processor = `${at}.ProcessingConfiguration.Processors[]`;
  const parameter = `${processor}.Parameters[]`;
  return {
    ...s3Destination(at, form),
    [processor]: { required: true },
    [`${processor}.Type`]: { required: true, enum: PROCESSOR_TYPES },
    [parameter]: { required: true },
    [`${parameter}.ParameterName`]: { required: true, enum: PARAMETER_NAMES },
    [`${parameter}.ParameterValue`]: { required: true, minLength: 1, maxLength: 5120, pattern: NOT_BLANK },
    [`${at}.S3BackupMode`]: { enum: ['Disabled', 'Enabled'] },
    ...s3Destination(`${at}.${form === 'update' ? 'S3BackupUpdate' : 'S3BackupConfiguration'}`, form),
    ...formatConversion(`${at}.DataFormatConversionConfiguration`),
    [`${at}.DynamicPartitioningConfiguration.RetryOptions.DurationInSeconds`]: { min: 0, max: 7200 },
    // As recorded; the model writes it without the brackets.
    [`${at}.FileExtension`]: { maxLength: 128, pattern: "^(|\\.[0-9a-z!\\-_.*'()]+)$" },
    [`${at}.CustomTimeZone`]: { maxLength: 50, pattern: '^$|[a-zA-Z/_]+' },
  };
}

/** Also where conversion is not here: a caller learns what is wrong before he learns that. */
function formatConversion(at: string): Table {
  const word: Constraint = { minLength: 1, maxLength: 1024, pattern: '^\\S+$' };
  const share: Constraint = { min: 0, max: 1 };
  const parquet = `${at}.OutputFormatConfiguration.Serializer.ParquetSerDe`;
  const orc = `${at}.OutputFormatConfiguration.Serializer.OrcSerDe`;
  return {
    [`${at}.SchemaConfiguration.RoleARN`]: word,
    [`${at}.SchemaConfiguration.CatalogId`]: word,
    [`${at}.SchemaConfiguration.DatabaseName`]: word,
    [`${at}.SchemaConfiguration.TableName`]: word,
    [`${at}.SchemaConfiguration.Region`]: word,
    [`${at}.SchemaConfiguration.VersionId`]: word,
    [`${at}.InputFormatConfiguration.Deserializer.HiveJsonSerDe.TimestampFormats[]`]: {
      minLength: 1,
      maxLength: 1024,
      pattern: NOT_BLANK,
    },
    [`${parquet}.BlockSizeBytes`]: { min: 67_108_864 },
    [`${parquet}.PageSizeBytes`]: { min: 65_536 },
    [`${parquet}.Compression`]: { enum: ['UNCOMPRESSED', 'GZIP', 'SNAPPY'] },
    [`${parquet}.MaxPaddingBytes`]: { min: 0 },
    [`${parquet}.WriterVersion`]: { enum: ['V1', 'V2'] },
    [`${orc}.StripeSizeBytes`]: { min: 8_388_608 },
    [`${orc}.BlockSizeBytes`]: { min: 67_108_864 },
    [`${orc}.RowIndexStride`]: { min: 1_000 },
    [`${orc}.PaddingTolerance`]: share,
    [`${orc}.Compression`]: { enum: ['NONE', 'ZLIB', 'SNAPPY'] },
    [`${orc}.BloomFilterColumns[]`]: word,
    [`${orc}.BloomFilterFalsePositiveProbability`]: share,
    [`${orc}.DictionaryKeyThreshold`]: share,
    [`${orc}.FormatVersion`]: { enum: ['V0_11', 'V0_12'] },
  };
}
