/** Bucket, role and delivery stream over nothing but HTTP, on a clock that passes by itself. */
import assert from 'node:assert/strict';
import { CreateDeliveryStreamCommand, DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { BUCKET, destination, ROLE, TRUST } from '../firehose/testing/pipeline.js';
import { eventually } from './eventually.js';
import type { Clients } from './harness.js';

export const STREAM = 's';

/** Resolves when the stream takes records. */
export async function createPipeline(
  { s3, iam, firehose }: Clients,
  hints: { SizeInMBs: number; IntervalInSeconds: number },
): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'write', PolicyDocument }));
  const input = {
    DeliveryStreamName: STREAM,
    ExtendedS3DestinationConfiguration: destination({ BufferingHints: hints }),
  };
  await eventually(() => firehose.send(new CreateDeliveryStreamCommand(input))); // once the role has propagated
  await eventually(async () => {
    const { DeliveryStreamDescription } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: STREAM }),
    );
    assert.equal(DeliveryStreamDescription?.DeliveryStreamStatus, 'ACTIVE');
  });
}

/** Everything that was delivered, end to end. */
export async function landed({ s3 }: Clients): Promise<string> {
  const texts: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      texts.push((await Body?.transformToString()) ?? '');
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return texts.join('');
}
