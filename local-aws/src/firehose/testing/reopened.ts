/** An account in a folder, that a test closes and opens again; called without HTTP between, as only its store matters. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { type Account, openAccount } from '../../account.js';
import { ManualClock } from '../../clock.js';
import type { ServiceName } from '../../operation.js';
import { openStore, type Store } from '../../store/store.js';
import { OWNER, temporaryFolder } from '../../store/testing/folders.js';
import type { FragileFiles } from '../../store/testing/fragile-files.js';
import { eventually } from '../../testing/eventually.js';
import { BUCKET, destination, isReport, ROLE, SECOND, type Settings, TRUST } from './pipeline.js';

const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };

export interface Opened {
  aws: Account;
  store: Store;
  clock: ManualClock;
  /** What deliveries and processing reported, the newest last. */
  reports: readonly string[];
  call(service: ServiceName, operation: string, input: object): Promise<unknown>;
  put(...records: string[]): Promise<void>;
  /** The texts of all objects. */
  objects(): Promise<string[]>;
  close(): Promise<void>;
}

export async function open(
  dir: string,
  files?: FragileFiles,
  now: number | string = '2026-11-23T10:15:00Z',
): Promise<Opened> {
  const store = await openStore(dir, OWNER, files?.openFile);
  const clock = new ManualClock(new Date(now));
  const reports: string[] = [];
  const log = (line: string) => {
    if (isReport(line)) reports.push(line);
  };
  const aws = openAccount({ ...OWNER, store, clock, log });
  await aws.start();
  const caller = aws.iam.accessKey(aws.iam.administrator().accessKeyId)?.principal;
  assert.ok(caller);
  const call = async (service: ServiceName, operation: string, input: object) => {
    const output = await aws.invoke(service, operation, input, caller);
    await store.durable(); // as the gateway waits before it answers
    return output;
  };
  return {
    aws,
    store,
    clock,
    reports,
    call,
    async put(...records) {
      const Records = records.map((record) => ({ Data: Buffer.from(record) }));
      await call('firehose', 'PutRecordBatch', { DeliveryStreamName: 's', Records });
    },
    async objects() {
      const listed = (await call('s3', 'ListObjectsV2', { Bucket: BUCKET })) as {
        Contents?: { Key: string }[];
      };
      const texts = (listed.Contents ?? []).map(async ({ Key }) => {
        const { Body } = (await call('s3', 'GetObject', { Bucket: BUCKET, Key })) as {
          Body: Readable | Uint8Array;
        };
        return Body instanceof Readable ? text(Body) : Buffer.from(Body).toString();
      });
      return Promise.all(texts);
    },
    async close() {
      await aws.stop();
      await store.close();
    },
  };
}

/** A stream s that is ACTIVE, in a new folder. */
export async function openWithStream(
  t: TestContext,
  files?: FragileFiles,
  settings: Settings = {},
): Promise<Opened & { dir: string }> {
  const dir = join(temporaryFolder(t), 'data');
  const opened = await open(dir, files);
  const { call, clock } = opened;
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await call('s3', 'CreateBucket', { Bucket: BUCKET });
  await call('iam', 'CreateRole', { RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(TRUST) });
  await call('iam', 'PutRolePolicy', { RoleName: ROLE, PolicyName: 'write', PolicyDocument });
  clock.advance(10 * SECOND);
  const ExtendedS3DestinationConfiguration = destination({ BufferingHints: HINTS, ...settings });
  await call('firehose', 'CreateDeliveryStream', {
    DeliveryStreamName: 's',
    ExtendedS3DestinationConfiguration,
  });
  clock.advance(30 * SECOND);
  return { ...opened, dir };
}

export function landedAre(opened: Opened, expected: string[]): Promise<void> {
  return eventually(async () => assert.deepEqual((await opened.objects()).sort(), expected));
}
