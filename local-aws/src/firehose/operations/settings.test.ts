/** What a destination may hold: the limits of AWS's model, and what AWS has and local-aws has not. */
import { after, before, describe, it } from 'node:test';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { assertInvalid, create, createWith } from '../testing/creating.js';
import { creation, givenBucketAndRole } from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await givenBucketAndRole(local);
});
after(() => local.close());

describe('a limit of a new stream', () => {
  const AT = 'extendedS3DestinationConfiguration';

  it('of the compression formats names them all (recorded, down to the order)', async () => {
    await assertInvalid(
      create(local, { CompressionFormat: 'gzip' }),
      `${AT}.compressionFormat`,
      'satisfy enum value set: [ZIP, HADOOP_SNAPPY, Snappy, GZIP, UNCOMPRESSED]',
    );
  });

  it('of the file extension quotes its pattern (recorded)', async () => {
    const pattern = "satisfy regular expression pattern: ^(|\\.[0-9a-z!\\-_.*'()]+)$";
    await assertInvalid(create(local, { FileExtension: 'json' }), `${AT}.fileExtension`, pattern);
    await assertInvalid(create(local, { FileExtension: '.JSON' }), `${AT}.fileExtension`, pattern);
    const long = `.${'x'.repeat(128)}`;
    await assertInvalid(
      create(local, { FileExtension: long }),
      `${AT}.fileExtension`,
      'have length less than or equal to 128',
    );
  });

  it('of role and bucket wants both, as ARNs (recorded, measured by others)', async () => {
    const missing = (path: string) =>
      `1 validation error detected: Value null at '${AT}.${path}' failed to satisfy constraint: Member must not be null`;
    await assertRefused(
      create(local, { RoleARN: undefined }),
      'ValidationException',
      400,
      missing('roleARN'),
    );
    await assertRefused(
      create(local, { BucketARN: undefined }),
      'ValidationException',
      400,
      missing('bucketARN'),
    );
    const bucket = 'satisfy regular expression pattern: arn:.*:s3:::[\\w\\.\\-]{1,255}';
    await assertInvalid(create(local, { BucketARN: 'landing' }), `${AT}.bucketARN`, bucket);
    const role = 'satisfy regular expression pattern: arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+';
    await assertInvalid(create(local, { RoleARN: 'arn:aws:iam::1:role/x' }), `${AT}.roleARN`, role);
  });

  it('of the buffering hints is 1 to 128 MiB and 0 to 900 seconds (AWS API model, observed)', async () => {
    for (const BufferingHints of [
      { SizeInMBs: 1, IntervalInSeconds: 0 },
      { SizeInMBs: 128, IntervalInSeconds: 900 },
    ]) {
      await create(local, { BufferingHints });
    }
    const size = `${AT}.bufferingHints.sizeInMBs`;
    const interval = `${AT}.bufferingHints.intervalInSeconds`;
    const hints = (SizeInMBs: number, IntervalInSeconds: number) =>
      create(local, { BufferingHints: { SizeInMBs, IntervalInSeconds } });
    await assertInvalid(hints(0, 60), size, 'have value greater than or equal to 1');
    await assertInvalid(hints(129, 60), size, 'have value less than or equal to 128');
    await assertInvalid(hints(1, -1), interval, 'have value greater than or equal to 0');
    await assertInvalid(hints(1, 901), interval, 'have value less than or equal to 900');
  });

  it('of the buffering hints wants both or neither (documented; the text is decided by us)', async () => {
    const text = /Both SizeInMBs and IntervalInSeconds/;
    for (const BufferingHints of [{ SizeInMBs: 1 }, { IntervalInSeconds: 60 }]) {
      await assertRefused(create(local, { BufferingHints }), 'InvalidArgumentException', 400, text);
    }
  });

  it('of the prefixes is 1,024 characters without a line end (AWS API model)', async () => {
    const Prefix = 'x'.repeat(1025);
    await assertInvalid(create(local, { Prefix }), `${AT}.prefix`, 'have length less than or equal to 1024');
    const line = create(local, { ErrorOutputPrefix: 'a\nb' });
    await assertInvalid(line, `${AT}.errorOutputPrefix`, 'satisfy regular expression pattern: .*');
  });

  it('of its name is 64 characters of a few kinds (AWS API model)', async () => {
    const named = (name: string) => local.firehose.send(creation(name));
    await named('aZ0_.-'.padEnd(64, 'x'));
    await assertInvalid(named('x'.repeat(65)), 'deliveryStreamName', 'have length less than or equal to 64');
    await assertInvalid(
      named('a b'),
      'deliveryStreamName',
      'satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    );
    const none = local.firehose.send(creation(undefined as unknown as string));
    await assertRefused(
      none,
      'ValidationException',
      400,
      /Value null at 'deliveryStreamName' .* must not be null$/,
    );
  });

  it('of its tags is 1 to 50 of them, with keys that AWS has not reserved (AWS API model)', async () => {
    const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}` }));
    await create(local, {}, tags(50));
    await assertInvalid(create(local, {}, tags(51)), 'tags', 'have length less than or equal to 50');
    await assertInvalid(create(local, {}, []), 'tags', 'have length greater than or equal to 1');
    const pattern = 'satisfy regular expression pattern: ^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$';
    await assertInvalid(create(local, {}, [{ Key: 'aws:x' }]), 'tags.1.member.key', pattern);
    const long = [{ Key: 'k', Value: 'v'.repeat(257) }];
    await assertInvalid(
      create(local, {}, long),
      'tags.1.member.value',
      'have length less than or equal to 256',
    );
  });

  it('of logging wants the names of group (measured by others) and stream (its text is decided by us)', async () => {
    const text = (what: string) => `CloudWatch Log ${what} Name is required if CloudWatch Logging is enabled`;
    const logging = (names: object) =>
      create(local, { CloudWatchLoggingOptions: { Enabled: true, ...names } });
    await assertRefused(logging({}), 'InvalidArgumentException', 400, text('Group'));
    const unnamed = logging({ LogGroupName: 'g' });
    await assertRefused(unnamed, 'InvalidArgumentException', 400, text('Stream'));
    await logging({ LogGroupName: 'g', LogStreamName: 's' });
  });

  it('of encryption wants exactly one of two (measured by others)', async () => {
    const text = 'Exactly one of NoEncryptionConfig or KMSEncryptionConfig must be specified';
    const KMSEncryptionConfig = { AWSKMSKeyARN: 'arn:aws:kms:us-east-1:000000000000:key/k' };
    for (const EncryptionConfiguration of [
      {},
      { NoEncryptionConfig: 'NoEncryption', KMSEncryptionConfig } as const,
    ]) {
      await assertRefused(create(local, { EncryptionConfiguration }), 'InvalidArgumentException', 400, text);
    }
    await create(local, { EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' } });
  });

  it('of encryption wants a key of the region of the bucket (measured by others)', async () => {
    const AWSKMSKeyARN = 'arn:aws:kms:eu-west-1:000000000000:key/k';
    const text = `KMS Key ${AWSKMSKeyARN} does not exist in the same region as the S3 bucket`;
    const call = create(local, { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN } } });
    await assertRefused(call, 'InvalidArgumentException', 400, text);
  });
});

describe('what AWS has and local-aws has not is refused by name, with 501 (decided by us)', () => {
  const key = { AWSKMSKeyARN: 'arn:aws:kms:us-east-1:000000000000:key/k' };
  const settings: [settings: object, name: string][] = [
    [{ DataFormatConversionConfiguration: { Enabled: true } }, 'DataFormatConversionConfiguration'],
    // It is on unless it says otherwise (AWS API model).
    [{ DataFormatConversionConfiguration: {} }, 'DataFormatConversionConfiguration'],
    [{ EncryptionConfiguration: { KMSEncryptionConfig: key } }, 'KMSEncryptionConfig'],
  ];
  for (const [setting, name] of settings) {
    it(`${name} as ${JSON.stringify(setting)}`, async () => {
      await assertRefused(
        create(local, { ...setting }),
        'NotImplemented',
        501,
        new RegExp(`^firehose:${name} is not in`),
      );
    });
  }

  const source = { KinesisStreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/k', RoleARN: 'arn' };
  const inputs: [input: object, name: string][] = [
    [{ DeliveryStreamType: 'KinesisStreamAsSource' }, 'DeliveryStreamType KinesisStreamAsSource'],
    [{ DeliveryStreamType: 'MSKAsSource' }, 'DeliveryStreamType MSKAsSource'],
    [{ DeliveryStreamType: 'DatabaseAsSource' }, 'DeliveryStreamType DatabaseAsSource'],
    [{ KinesisStreamSourceConfiguration: source }, 'KinesisStreamSourceConfiguration'],
    [{ MSKSourceConfiguration: {} }, 'MSKSourceConfiguration'],
    [{ DatabaseSourceConfiguration: {} }, 'DatabaseSourceConfiguration'],
    ...[
      'RedshiftDestinationConfiguration',
      'ElasticsearchDestinationConfiguration',
      'AmazonopensearchserviceDestinationConfiguration',
      'AmazonOpenSearchServerlessDestinationConfiguration',
      'SplunkDestinationConfiguration',
      'HttpEndpointDestinationConfiguration',
      'SnowflakeDestinationConfiguration',
      'IcebergDestinationConfiguration',
    ].map((name): [object, string] => [{ ExtendedS3DestinationConfiguration: undefined, [name]: {} }, name]),
  ];
  for (const [input, name] of inputs) {
    it(name, async () => {
      await assertRefused(
        createWith(local, { ...input }),
        'NotImplemented',
        501,
        new RegExp(`^firehose:${name} is not in`),
      );
    });
  }

  it('but not where it is switched off', async () => {
    await create(local, {
      ProcessingConfiguration: { Enabled: false },
      DynamicPartitioningConfiguration: { Enabled: false },
      DataFormatConversionConfiguration: { Enabled: false },
      S3BackupMode: 'Disabled',
      CustomTimeZone: 'UTC',
      CompressionFormat: 'UNCOMPRESSED',
    });
  });
});
