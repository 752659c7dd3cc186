/** The limits of AWS's model that lie deeper inside a new stream's settings. */
import { after, before, describe, it } from 'node:test';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { assertInvalid, create, createWith } from '../testing/creating.js';
import { destination, givenBucketAndRole } from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
});
after(() => local.close());

describe('a limit inside the settings of a new stream (AWS API model)', () => {
  const AT = 'extendedS3DestinationConfiguration';
  const processing = (processor: object) => ({
    ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }, processor] },
  });
  const parameter = (one: object) =>
    processing({ Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: 'x', ...one }] });
  const PROCESSOR = `${AT}.processingConfiguration.processors.2.member`;
  const VALUE = `${PROCESSOR}.parameters.1.member.parameterValue`;
  const blank = 'satisfy regular expression pattern: ^(?!\\s*$).+';
  const BACKUP = `${AT}.s3BackupConfiguration`;
  const backup = (settings: object) => ({ S3BackupConfiguration: { ...destination(), ...settings } });
  const partitioning = (DurationInSeconds: number) => ({
    DynamicPartitioningConfiguration: { RetryOptions: { DurationInSeconds } },
  });
  const RETRY = `${AT}.dynamicPartitioningConfiguration.retryOptions.durationInSeconds`;
  const conversion = (ParquetSerDe: object) => ({
    DataFormatConversionConfiguration: { OutputFormatConfiguration: { Serializer: { ParquetSerDe } } },
  });
  const PARQUET = `${AT}.dataFormatConversionConfiguration.outputFormatConfiguration.serializer.parquetSerDe`;

  const cases: [settings: object, path: string, rule: string][] = [
    [
      processing({ Type: 'Zip' }),
      `${PROCESSOR}.type`,
      'satisfy enum value set: [RecordDeAggregation, Decompression, CloudWatchLogProcessing, Lambda, ' +
        'MetadataExtraction, AppendDelimiterToRecord]',
    ],
    [
      parameter({ ParameterName: 'Arn' }),
      `${PROCESSOR}.parameters.1.member.parameterName`,
      'satisfy enum value set: [LambdaArn, NumberOfRetries, MetadataExtractionQuery, JsonParsingEngine, RoleArn, ' +
        'BufferSizeInMBs, BufferIntervalInSeconds, SubRecordType, Delimiter, CompressionFormat, DataMessageExtraction]',
    ],
    [parameter({ ParameterValue: ' \t' }), VALUE, blank],
    [parameter({ ParameterValue: 'x'.repeat(5121) }), VALUE, 'have length less than or equal to 5120'],
    [
      backup({ CompressionFormat: 'zip' }),
      `${BACKUP}.compressionFormat`,
      'satisfy enum value set: [ZIP, HADOOP_SNAPPY, Snappy, GZIP, UNCOMPRESSED]',
    ],
    [
      backup({ BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 1 } }),
      `${BACKUP}.bufferingHints.sizeInMBs`,
      'have value less than or equal to 128',
    ],
    [{ S3BackupMode: 'On' }, `${AT}.s3BackupMode`, 'satisfy enum value set: [Disabled, Enabled]'],
    [partitioning(7201), RETRY, 'have value less than or equal to 7200'],
    [partitioning(-1), RETRY, 'have value greater than or equal to 0'],
    [
      { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'k' } } },
      `${AT}.encryptionConfiguration.kMSEncryptionConfig.aWSKMSKeyARN`,
      'satisfy regular expression pattern: arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\\-_/]+',
    ],
    [
      { EncryptionConfiguration: { NoEncryptionConfig: 'None' } },
      `${AT}.encryptionConfiguration.noEncryptionConfig`,
      'satisfy enum value set: [NoEncryption]',
    ],
    [
      { CloudWatchLoggingOptions: { Enabled: true, LogGroupName: 'a b' } },
      `${AT}.cloudWatchLoggingOptions.logGroupName`,
      'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]*',
    ],
    [
      { CloudWatchLoggingOptions: { Enabled: true, LogGroupName: 'g', LogStreamName: 'a:b' } },
      `${AT}.cloudWatchLoggingOptions.logStreamName`,
      'satisfy regular expression pattern: [^:*]*',
    ],
    [
      conversion({ BlockSizeBytes: 1 }),
      `${PARQUET}.blockSizeBytes`,
      'have value greater than or equal to 67108864',
    ],
  ];
  for (const [settings, path, rule] of cases) {
    it(`${path.slice(AT.length + 1)}: ${rule.slice(0, 40)}`, async () => {
      await assertInvalid(create(local, { ...settings }), path, rule);
    });
  }

  it('wants what an entry of a list, and a backup, must have', async () => {
    const missing = (path: string) =>
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    const untyped = create(local, processing({}) as Record<string, unknown>);
    await assertRefused(untyped, 'ValidationException', 400, missing(`${PROCESSOR}.type`));
    const unvalued = create(local, parameter({ ParameterValue: undefined }));
    await assertRefused(unvalued, 'ValidationException', 400, missing(VALUE));
    const roleless = create(local, backup({ RoleARN: undefined }));
    await assertRefused(roleless, 'ValidationException', 400, missing(`${BACKUP}.roleARN`));
  });

  it('of the throughput hint is 1 to 100 MiB', async () => {
    const hint = (ThroughputHintInMBs?: number) =>
      createWith(local, { DirectPutSourceConfiguration: { ThroughputHintInMBs } });
    const path = 'directPutSourceConfiguration.throughputHintInMBs';
    await assertInvalid(hint(0), path, 'have value greater than or equal to 1');
    await assertInvalid(hint(101), path, 'have value less than or equal to 100');
    await assertRefused(hint(), 'ValidationException', 400, /Value null at 'directPutSource/);
  });

  it('counts every violation of one call', async () => {
    const call = create(local, {
      CompressionFormat: 'x',
      BufferingHints: { SizeInMBs: 0, IntervalInSeconds: 901 },
    });
    await assertRefused(
      call,
      'ValidationException',
      400,
      /^3 validation errors detected: Value at .*; Value at .*; Value at /,
    );
  });
});
