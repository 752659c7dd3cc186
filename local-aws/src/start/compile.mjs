/**
 * `node compile.mjs DIST`: runs the command in that folder, lets it answer a few calls, and keeps what V8 has
 * compiled of each file by then beside it, as `.code`. What is compiled later is compiled at each start anew.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const READY_WITHIN_MS = 30_000;

/** Where the server is, once it says so in its folder. */
async function untilReady(data) {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await sleep(20);
    }
  }
}

/** The calls that nearly everybody makes first. */
async function use({ endpoint, region, accessKeyId, secretAccessKey }) {
  const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const iam = new IAMClient(settings);
  const firehose = new FirehoseClient(settings);
  const [Bucket, Key, RoleName, DeliveryStreamName] = ['compiled', 'key', 'compiled', 'compiled'];
  await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'text' }));
  await s3.send(new ListObjectsV2Command({ Bucket }));
  await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString();
  const AssumeRolePolicyDocument = allow({
    Principal: { Service: 'firehose.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const PolicyDocument = allow({ Action: 's3:*', Resource: '*' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: RoleName, PolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy.Arn }));
  const ExtendedS3DestinationConfiguration = { RoleARN: Role.Arn, BucketARN: `arn:aws:s3:::${Bucket}` };
  await firehose.send(
    new CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration }),
  );
  await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
  const Records = [{ Data: Buffer.from('{}\n') }];
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
  const headers = { 'content-type': 'application/json' };
  await fetch(`${endpoint}/_local-aws/streams/${DeliveryStreamName}/flush`, { method: 'POST', headers });
}

function allow(members) {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...members }] });
}

const dist = resolve(process.argv[2] ?? '');
const command = join(dist, 'local-aws.cjs');
const data = mkdtempSync(join(tmpdir(), 'local-aws-'));
process.once('exit', () => rmSync(data, { recursive: true, force: true }));
process.argv = [process.argv[0], command, '--data', data, '--time-scale', '1000000']; // nothing is waited for
const scripts = createRequire(import.meta.url)(command);
await use(await untilReady(data));
for (const [name, script] of scripts) writeFileSync(join(dist, `${name}.code`), script.createCachedData());
process.exit();
