/** S3 backup: the source records as they came, in a place of their own. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationUpdate,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { assertRefused } from '../../testing/assert-refused.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  allowWriting,
  createRole,
  creation,
  givenBucketAndRole,
  landed,
  oneLands,
  propagate,
  put,
  reports,
  SECOND,
  type Settings,
} from '../testing/pipeline.js';
import { processing, processor } from '../testing/processors.js';

const BACKUP = 'backup';

let local: LocalAwsUnderTest;
let RoleARN: string;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
  await local.s3.send(new CreateBucketCommand({ Bucket: BACKUP }));
  RoleARN = await createRole(local, 'backup-delivery');
  propagate(local);
});
afterEach(() => local.close());

async function allowBackup(): Promise<void> {
  await allowWriting(local, 'backup-delivery', BACKUP);
  propagate(local);
}

/** Changes records on their way to the destination, keeps those of the backup, with hints of its own. */
function withBackup(): Settings {
  return {
    ...processing(processor('AppendDelimiterToRecord')),
    BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
    S3BackupMode: 'Enabled',
    S3BackupConfiguration: {
      RoleARN,
      BucketARN: `arn:aws:s3:::${BACKUP}`,
      Prefix: 'source/',
      CompressionFormat: 'GZIP',
      BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 120 },
    },
  };
}

async function update(ExtendedS3DestinationUpdate: ExtendedS3DestinationUpdate): Promise<void> {
  const change = {
    DeliveryStreamName: 's',
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate,
  };
  await local.firehose.send(new UpdateDestinationCommand(change));
}

describe('S3 backup', () => {
  it('writes every source record, unprocessed, by its own bucket, role, prefix, format and hints (documented)', async () => {
    await allowBackup();
    await activeStream(local, 's', withBackup());
    await put(local, 's', 'a', 'b');
    local.clock.advance(60 * SECOND);
    assert.equal((await oneLands(local)).text, 'a\nb\n');
    assert.deepEqual(await landed(local, '', BACKUP), [], 'its own interval is not over');
    local.clock.advance(60 * SECOND);
    const object = await oneLands(local, '', BACKUP);
    assert.match(object.key, /^source\/\d{4}\/\d\d\/\d\d\/\d\d\/s-1-.*\.gz$/);
    assert.equal(object.contentEncoding, 'gzip');
    assert.equal(gunzipSync(object.bytes).toString(), 'ab');
  });

  it('is full by its own size (documented)', async () => {
    await allowBackup();
    await activeStream(local, 's', withBackup());
    for (let n = 0; n < 4; n += 1) await put(local, 's', Buffer.alloc(512 * 1024));
    assert.equal(gunzipSync((await oneLands(local, '', BACKUP)).bytes).length, 2 * 1024 * 1024);
  });

  it('that is denied holds nothing up, and is delivered once its role may (documented)', async () => {
    await activeStream(local, 's', withBackup());
    await put(local, 's', 'a');
    local.clock.advance(120 * SECOND);
    assert.equal((await oneLands(local)).text, 'a\n');
    await eventually(async () =>
      assert.match(
        (await reports(local))[0] ?? '',
        /→ arn:aws:s3:::backup: S3\.AccessDenied: .*backup-delivery/,
      ),
    );
    await allowBackup();
    local.clock.advance(60 * SECOND);
    assert.equal((await oneLands(local, '', BACKUP)).text, 'a');
  });

  it('needs a configuration (measured by others)', async () => {
    const text = 'S3 backup destination configuration is required when enabling S3 backup.';
    const call = local.firehose.send(creation('t', { S3BackupMode: 'Enabled' }));
    await assertRefused(call, 'InvalidArgumentException', 400, text);
  });

  it('that an update switches on needs a role and a bucket, too (decided by us: the same text)', async () => {
    await activeStream(local, 's');
    const text = 'S3 backup destination configuration is required when enabling S3 backup.';
    const call = update({ S3BackupMode: 'Enabled', S3BackupUpdate: { Prefix: 'p/' } });
    await assertRefused(call, 'InvalidArgumentException', 400, text);
  });

  it('cannot have an interval of 0 (documented; the text is decided by us)', async () => {
    const BufferingHints = { SizeInMBs: 1, IntervalInSeconds: 0 };
    const S3BackupConfiguration = { RoleARN, BucketARN: `arn:aws:s3:::${BACKUP}`, BufferingHints };
    const call = local.firehose.send(creation('t', { S3BackupMode: 'Enabled', S3BackupConfiguration }));
    await assertRefused(call, 'InvalidArgumentException', 400, /of an S3 backup cannot be 0/);
  });

  it('can be switched on, and not off again (documented; the text is decided by us)', async () => {
    await allowBackup();
    const { S3BackupConfiguration, ...settings } = withBackup();
    await activeStream(local, 's', { ...settings, S3BackupMode: 'Disabled' });
    await update({ S3BackupMode: 'Enabled', S3BackupUpdate: S3BackupConfiguration });
    const off = {
      DeliveryStreamName: 's',
      CurrentDeliveryStreamVersionId: '2',
      DestinationId: 'destinationId-000000000001',
      ExtendedS3DestinationUpdate: { S3BackupMode: 'Disabled' as const },
    };
    const call = local.firehose.send(new UpdateDestinationCommand(off));
    await assertRefused(call, 'InvalidArgumentException', 400, /^S3 backup cannot be disabled/);
    await put(local, 's', 'a');
    local.clock.advance(120 * SECOND);
    await oneLands(local, 'source/', BACKUP);
  });

  it('is described with its defaults filled in', async () => {
    await allowBackup();
    const S3BackupConfiguration = { RoleARN, BucketARN: `arn:aws:s3:::${BACKUP}` };
    await activeStream(local, 's', { S3BackupMode: 'Enabled', S3BackupConfiguration });
    const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' });
    const { DeliveryStreamDescription } = await local.firehose.send(command);
    const described = DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription;
    assert.equal(described?.S3BackupMode, 'Enabled');
    assert.deepEqual(described?.S3BackupDescription, {
      ...S3BackupConfiguration,
      BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
      CompressionFormat: 'UNCOMPRESSED',
      EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
      CloudWatchLoggingOptions: { Enabled: false },
    });
  });
});
