/**
 * The whole pipeline as a script, on the server that standard input names: who am I, bucket, role, policy,
 * delivery stream, one batch of 500 records, flush, list, get. It fails unless the object has all of them.
 */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
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
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { BATCH_RECORDS, makeBatch, recordText } from './records.js';
import type { RunningServer } from './servers.js';

const Bucket = 'bench-pipeline';
const RoleName = 'bench-pipeline';
const DeliveryStreamName = 'bench-pipeline';
/** What standard input says, as JSON. */
export interface PipelineServer extends Pick<RunningServer, 'endpoint' | 'credentials'> {
  /** Whether it is local-aws, which buffers, and can be told to deliver at once. Moto delivers with the call. */
  buffers: boolean;
}

/** What waits for AWS asks again so often. */
const ASK_AGAIN_MS = 2;
const GIVE_UP_MS = 20_000;

async function main(): Promise<void> {
  const { endpoint, credentials, buffers } = JSON.parse(await text(process.stdin)) as PipelineServer;
  const settings = { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const iam = new IAMClient(settings);
  const firehose = new FirehoseClient(settings);

  await new STSClient(settings).send(new GetCallerIdentityCommand({}));
  await s3.send(new CreateBucketCommand({ Bucket }));
  await createStream(firehose, await createRole(iam));
  const put = await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: makeBatch(0) }));
  if (put.FailedPutCount !== 0) throw new Error(`PutRecordBatch refused ${put.FailedPutCount} records`);
  if (buffers) await flush(endpoint);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const object = await s3.send(new GetObjectCommand({ Bucket, Key: Contents?.[0]?.Key }));
  const delivered = await object.Body?.transformToString();
  const sent = Array.from({ length: BATCH_RECORDS }, (_, n) => recordText(n)).join('');
  if (delivered !== sent) throw new Error('The object does not hold the records that were sent');
}

/** A role with a policy for the bucket. */
async function createRole(iam: IAMClient): Promise<string | undefined> {
  const AssumeRolePolicyDocument = allow({
    Principal: { Service: 'firehose.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const PolicyDocument = allow({ Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}*` });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: RoleName, PolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  return Role?.Arn;
}

async function createStream(firehose: FirehoseClient, RoleARN: string | undefined): Promise<void> {
  const create = new CreateDeliveryStreamCommand({
    DeliveryStreamName,
    ExtendedS3DestinationConfiguration: {
      RoleARN,
      BucketARN: `arn:aws:s3:::${Bucket}`,
      CompressionFormat: 'UNCOMPRESSED', // moto compresses nothing, whatever it is told
      BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 },
    },
  });
  await until(async () => {
    await firehose.send(create); // a new role is not known at once, as on AWS
    return true;
  });
  await until(async () => {
    const described = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    return described.DeliveryStreamDescription?.DeliveryStreamStatus === 'ACTIVE';
  });
}

function allow(members: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...members }] });
}

async function flush(endpoint: string): Promise<void> {
  const url = `${endpoint}/_local-aws/streams/${DeliveryStreamName}/flush`;
  const asked = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`The flush was answered with ${answer.statusCode}: ${said}`);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (;;) {
    const error = await isTrue().then(
      (done) => (done ? undefined : new Error('it is not so yet')),
      (cause: Error) => cause,
    );
    if (!error) return;
    if (Date.now() > giveUpAt) throw error;
    await sleep(ASK_AGAIN_MS);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
