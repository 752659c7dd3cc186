/** A delivery stream with all that it needs, made through the SDK as anybody makes one. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
} from '@aws-sdk/client-firehose';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type RunningServer, TIME_SCALE } from './servers.js';

export const BUCKET = 'bench-bucket';
export const STREAM = 'bench';

const ROLE = 'bench-role';
/** AWS's longest. It passes quickly at the time scale, and still long after the size has been reached. */
const INTERVAL_SECONDS = 900;
const READY_WITHIN_MS = 30_000;

/** How long records wait at most before they are delivered, in real milliseconds. */
export const LONGEST_BUFFERING_MS = (INTERVAL_SECONDS * 1000) / TIME_SCALE;

function settings({ endpoint, credentials }: RunningServer) {
  return { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 };
}

export const firehoseClient = (server: RunningServer) => new FirehoseClient(settings(server));
export const s3Client = (server: RunningServer) =>
  new S3Client({ ...settings(server), forcePathStyle: true });

const trustPolicy = statement({ Principal: { Service: 'firehose.amazonaws.com' }, Action: 'sts:AssumeRole' });
const rolePolicy = statement({ Action: 's3:*', Resource: `arn:aws:s3:::${BUCKET}*` });

function statement(members: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...members }] });
}

/** Makes bucket, role and an ACTIVE delivery stream: GZIP, and 5 MiB unless told otherwise. */
export async function makeDeliveryStream(server: RunningServer, sizeInMBs = 5): Promise<void> {
  const [s3, iam, firehose] = [s3Client(server), new IAMClient(settings(server)), firehoseClient(server)];
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const created = await iam.send(
      new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: trustPolicy }),
    );
    await iam.send(
      new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'delivery', PolicyDocument: rolePolicy }),
    );
    const create = new CreateDeliveryStreamCommand({
      DeliveryStreamName: STREAM,
      ExtendedS3DestinationConfiguration: {
        RoleARN: created.Role?.Arn,
        BucketARN: `arn:aws:s3:::${BUCKET}`,
        CompressionFormat: 'GZIP',
        BufferingHints: { SizeInMBs: sizeInMBs, IntervalInSeconds: INTERVAL_SECONDS },
      },
    });
    // A new role is not known at once, as on AWS.
    await untilTrue('the delivery stream can be created', async () => {
      await firehose.send(create);
      return true;
    });
    await untilTrue('the delivery stream is ACTIVE', async () => {
      const described = await firehose.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName: STREAM }),
      );
      return described.DeliveryStreamDescription?.DeliveryStreamStatus === 'ACTIVE';
    });
  } finally {
    for (const client of [s3, iam, firehose]) client.destroy();
  }
}

async function untilTrue(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  let cause: unknown;
  while (Date.now() < giveUpAt) {
    try {
      if (await isTrue()) return;
    } catch (error) {
      cause = error;
    }
    await sleep(50);
  }
  throw new Error(`Waited ${READY_WITHIN_MS} ms until ${what}; it is not so`, { cause });
}
