/** What a test needs around a delivery stream, made through the SDK: bucket, role, stream, records, objects. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import {
  CreateDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  PutRecordBatchCommand,
  type Tag,
} from '@aws-sdk/client-firehose';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AWS_DURATIONS } from '../../account.js';
import { askControl } from '../../testing/control.js';
import { eventually } from '../../testing/eventually.js';
import type { LocalAwsUnderTest } from '../../testing/harness.js';

export const ACCOUNT = '000000000000';
export const BUCKET = 'landing';
export const ROLE = 'firehose-delivery';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
export const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
export const SECOND = 1_000;
export const HOUR = 3_600_000;

export const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': ACCOUNT } },
    },
  ],
};

export async function createRole(
  local: LocalAwsUnderTest,
  RoleName: string,
  trust: object = TRUST,
): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const { Role } = await local.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role?.Arn ?? '';
}

/** Lets a role write into a bucket. It takes the propagation time to be seen. */
export async function allowWriting(
  local: LocalAwsUnderTest,
  RoleName = ROLE,
  bucket = BUCKET,
): Promise<void> {
  await allowRole(local, 'write', 's3:PutObject', `arn:aws:s3:::${bucket}/*`, RoleName);
}

/** Gives a role a policy of this name. It takes the propagation time to be seen. */
export async function allowRole(
  local: LocalAwsUnderTest,
  PolicyName: string,
  Action: string,
  Resource: string,
  RoleName = ROLE,
): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action, Resource }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await local.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
}

export function propagate({ clock }: LocalAwsUnderTest): void {
  clock.advance(AWS_DURATIONS.iamPropagation);
}

/** A bucket, and a role that may write into it and has propagated. */
export async function givenBucketAndRole(local: LocalAwsUnderTest): Promise<void> {
  await local.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await createRole(local, ROLE);
  await allowWriting(local);
  propagate(local);
}

export type Settings = Partial<ExtendedS3DestinationConfiguration>;

export function destination(settings: Settings = {}): ExtendedS3DestinationConfiguration {
  return { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN, ...settings };
}

/** The call that creates a stream, which is CREATING afterwards. */
export function creation(
  DeliveryStreamName: string,
  settings: Settings = {},
  Tags?: Tag[],
): CreateDeliveryStreamCommand {
  const ExtendedS3DestinationConfiguration = destination(settings);
  return new CreateDeliveryStreamCommand({ DeliveryStreamName, ExtendedS3DestinationConfiguration, Tags });
}

export async function activeStream(
  local: LocalAwsUnderTest,
  name: string,
  settings: Settings = {},
): Promise<void> {
  await local.firehose.send(creation(name, settings));
  local.clock.advance(AWS_DURATIONS.streamCreation);
}

/** Puts records, in one batch, and gives their ids. */
export async function put(
  local: LocalAwsUnderTest,
  stream: string,
  ...records: (string | Uint8Array)[]
): Promise<string[]> {
  const Records = records.map((record) => ({ Data: Buffer.from(record as string) }));
  const command = new PutRecordBatchCommand({ DeliveryStreamName: stream, Records });
  const { RequestResponses = [] } = await local.firehose.send(command);
  return RequestResponses.map(({ RecordId = '' }) => RecordId);
}

export interface Landed {
  key: string;
  /** As text, unzipped where it says that it is gzip. */
  text: string;
  bytes: Buffer;
  contentType: string | undefined;
  contentEncoding: string | undefined;
}

/** What has landed in a bucket so far, in the order of its keys. */
export async function landed(
  local: LocalAwsUnderTest,
  Prefix = '',
  Bucket: string = BUCKET,
): Promise<Landed[]> {
  const { Contents = [] } = await local.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const object = await local.s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      const plain = object.ContentEncoding === 'gzip' ? gunzipSync(bytes) : bytes;
      return {
        key: Key,
        text: plain.toString(),
        bytes,
        contentType: object.ContentType,
        contentEncoding: object.ContentEncoding,
      };
    }),
  );
}

/** Waits until exactly these many objects have landed below a prefix. */
export function lands(
  local: LocalAwsUnderTest,
  count: number,
  prefix = '',
  bucket: string = BUCKET,
): Promise<Landed[]> {
  return eventually(async () => {
    const found = await landed(local, prefix, bucket);
    assert.equal(found.length, count, found.map(({ key }) => key).join(' '));
    return found;
  });
}

/** Waits for one object, and gives it. */
export async function oneLands(
  local: LocalAwsUnderTest,
  prefix = '',
  bucket: string = BUCKET,
): Promise<Landed> {
  const [object] = await lands(local, 1, prefix, bucket);
  assert.ok(object);
  return object;
}

/** Processes and delivers now what waits. Resolves when that is done, or an attempt has failed. */
export async function deliver(local: LocalAwsUnderTest, stream = 's'): Promise<void> {
  const { status } = await askControl(local, `POST /streams/${stream}/flush`);
  assert.equal(status, 200);
}

/** What deliveries and processing reported in the log, the newest last. */
export async function reports(local: LocalAwsUnderTest): Promise<string[]> {
  const { lines } = (await askControl(local, 'GET /log')).json as { lines: { text: string }[] };
  return lines.map(({ text }) => text).filter(isReport);
}

/** Other lines are about callers and functions. */
export function isReport(line: string): boolean {
  return line.startsWith('arn:aws:firehose:');
}

/** The lines of an error object, read. */
export function errorLines({ text }: Landed): Record<string, unknown>[] {
  assert.match(text, /\n$/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
