/** The command killed without a warning, and started again on the same folder. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose';
import { CreateRoleCommand, GetRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { BUCKET, destination, ROLE, TRUST } from './firehose/testing/pipeline.js';
import { temporaryFolder } from './store/testing/folders.js';
import { type Command, startCommand } from './testing/command.js';
import { eventually } from './testing/eventually.js';
import { type Clients, clientsOf } from './testing/harness.js';

const noSignals = process.platform === 'win32' && 'no signals on Windows';
/** CREATING takes 30 ms, and an interval of 900 s does not end while the test runs. */
const QUICK = 1_000;
/** An interval of 900 s takes 9 ms. */
const HURRIED = 100_000;

async function start(t: TestContext, dir: string, timeScale: number): Promise<Command & Clients> {
  const command = startCommand(t, '--data', dir, '--time-scale', String(timeScale));
  const exported = await command.ready();
  const clients = clientsOf(exported.AWS_ENDPOINT_URL ?? '', exported.AWS_REGION ?? '', {
    accessKeyId: exported.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: exported.AWS_SECRET_ACCESS_KEY ?? '',
  });
  t.after(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return { ...command, ...clients };
}

async function kill({ process, ended }: Command): Promise<void> {
  process.kill('SIGKILL');
  assert.equal((await ended).code, 'SIGKILL');
}

async function createPipeline({ s3, iam, firehose }: Clients): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'write', PolicyDocument }));
  const ExtendedS3DestinationConfiguration = destination({
    BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 },
  });
  const input = { DeliveryStreamName: 's', ExtendedS3DestinationConfiguration };
  await eventually(() => firehose.send(new CreateDeliveryStreamCommand(input))); // once the role has propagated
  await eventually(async () => {
    const { DeliveryStreamDescription } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }),
    );
    assert.equal(DeliveryStreamDescription?.DeliveryStreamStatus, 'ACTIVE');
  });
}

async function landed({ s3 }: Clients): Promise<string> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const texts = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return (await Body?.transformToString()) ?? '';
  });
  return (await Promise.all(texts)).join('');
}

describe('local-aws that was killed with SIGKILL', () => {
  it('has everything that it acknowledged, and delivers every record once', {
    skip: noSignals,
  }, async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const first = await start(t, dir, QUICK);
    await createPipeline(first);
    const Records = ['1\n', '2\n', '3\n'].map((text) => ({ Data: Buffer.from(text) }));
    await first.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }));
    await kill(first);
    assert.equal(existsSync(join(dir, 'server.json')), true, 'it had no chance to remove it');

    const second = await start(t, dir, HURRIED);
    const { Buckets } = await second.s3.send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      [BUCKET],
    );
    await second.iam.send(new GetRoleCommand({ RoleName: ROLE }));
    const { DeliveryStreamNames } = await second.firehose.send(new ListDeliveryStreamsCommand({}));
    assert.deepEqual(DeliveryStreamNames, ['s']);
    await eventually(async () => assert.equal(await landed(second), '1\n2\n3\n'));
    assert.equal(JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8')).pid, second.process.pid);
    await kill(second);

    const third = await start(t, dir, HURRIED);
    await third.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [{ Data: Buffer.from('4\n') }] }),
    );
    await eventually(async () => assert.equal((await landed(third)).split('\n').sort().join(''), '1234'));
  });
});
