/** The command on a real file system that is full, and has room again. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PutRecordBatchCommand, ServiceUnavailableException } from '@aws-sdk/client-firehose';
import { PutRolePolicyCommand, ServiceFailureException } from '@aws-sdk/client-iam';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { BUCKET, ROLE } from './firehose/testing/pipeline.js';
import { temporaryFolder } from './store/testing/folders.js';
import { startCommandBy } from './testing/command.js';
import type { Clients } from './testing/harness.js';
import { startKillable } from './testing/killable.js';
import { mountSmallDisk, noSmallDisk } from './testing/small-disk.js';
import { createPipeline, STREAM } from './testing/tutorial-pipeline.js';

/** CREATING takes 0.3 s, and an interval of 900 s does not end while the test runs. */
const TIME_SCALE = 100;
/** More calls than the disk has room for. */
const MANY = 1_000;

/** Makes the n-th of these calls until one is refused; gives its number and the refusal. */
async function untilRefused(call: (n: number) => Promise<unknown>): Promise<{ n: number; error: unknown }> {
  for (let n = 0; n < MANY; n += 1) {
    try {
      await call(n);
    } catch (error) {
      return { n, error };
    }
  }
  throw new Error(`${MANY} calls, and the disk is not full`);
}

function assertFull(error: unknown, type: new (options: never) => Error, status: number): void {
  assert.ok(error instanceof type, String(error));
  assert.equal((error as S3ServiceException).$metadata.httpStatusCode, status);
  assert.match(error.message, /^local-aws cannot write .*ENOSPC: no space left on device.* Make room/);
}

/** Calls of each service that need room. */
function calls({ s3, iam, firehose }: Clients) {
  const policy = (n: number) => ({ Sid: `V${n}`, Effect: 'Allow', Action: 's3:*', Resource: '*' });
  return {
    putLarge: (n: number) =>
      s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: `large/${n}`, Body: Buffer.alloc(100_000, `${n} `) }),
      ),
    putSmall: (n: number) =>
      s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: `small/${n}`, Body: Buffer.alloc(10_000, `${n} `) }),
      ),
    putPolicy: (n: number) => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [policy(n)] });
      return iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'more', PolicyDocument }));
    },
    putRecords: (n: number) => {
      const Records = [{ Data: Buffer.alloc(2_000, `${n} `) }];
      return firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
    },
  };
}

/** The keys that the test put. What the delivery stream has brought meanwhile, on a slow machine, lies beside them. */
async function keysOf({ s3 }: Clients): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key = '' }) => Key).filter((key) => /^(large|small)\//.test(key));
}

async function textOf({ s3 }: Clients, Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Body?.transformToString();
}

describe('local-aws on a disk that is full', { skip: noSmallDisk() }, () => {
  it('refuses with the 500 of each service, keeps what it has, and goes on when there is room', async (t) => {
    const disk = temporaryFolder(t);
    const { by, makeRoom } = await mountSmallDisk(t, disk);
    const dir = join(disk, 'data');
    const first = await startKillable(t, dir, TIME_SCALE, by);
    await createPipeline(first, { SizeInMBs: 128, IntervalInSeconds: 900 });
    const { putLarge, putSmall, putPolicy, putRecords } = calls(first);

    const large = await untilRefused(putLarge);
    assertFull(large.error, S3ServiceException, 500);
    assert.equal((large.error as Error).name, 'InternalError');
    const small = await untilRefused(putSmall);
    assertFull(small.error, S3ServiceException, 500);
    assertFull((await untilRefused(putRecords)).error, ServiceUnavailableException, 503);
    assertFull((await untilRefused(putPolicy)).error, ServiceFailureException, 500);

    const expected = [
      ...Array.from({ length: large.n }, (_, n) => `large/${n}`),
      ...Array.from({ length: small.n }, (_, n) => `small/${n}`),
    ].sort();
    assert.deepEqual(await keysOf(first), expected, 'what was refused is not there');
    await first.kill();

    const refused = await startCommandBy(t, by, ['--data', dir]).ended;
    if (refused.code !== 1) assert.fail(`started on a full disk: ${refused.stderr}`);
    assert.match(refused.stderr, /^local-aws: cannot .*ENOSPC: no space left on device/);
    assert.equal(refused.stderr.split('\n').length, 2, 'one line');

    makeRoom();
    const second = await startKillable(t, dir, TIME_SCALE, by);
    assert.deepEqual(await keysOf(second), expected, 'nothing is lost, and nothing is torn');
    assert.equal(await textOf(second, 'large/1'), String(Buffer.alloc(100_000, '1 ')));
    const again = calls(second);
    await again.putLarge(large.n);
    await again.putPolicy(1);
    await again.putRecords(1);
    assert.deepEqual(await keysOf(second), [...expected, `large/${large.n}`].sort());
  });

  it('needs no restart to go on', async (t) => {
    const disk = temporaryFolder(t);
    const { by, makeRoom } = await mountSmallDisk(t, disk);
    const running = await startKillable(t, join(disk, 'data'), TIME_SCALE, by);
    await createPipeline(running, { SizeInMBs: 128, IntervalInSeconds: 900 });
    const { putLarge, putRecords } = calls(running);
    const { n } = await untilRefused(putLarge);
    await untilRefused(putRecords);
    makeRoom();
    await putRecords(0);
    await putLarge(n);
    assert.equal(await textOf(running, `large/${n}`), String(Buffer.alloc(100_000, `${n} `)));
    await running.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: `large/${n}` }));
  });
});
