/** What was accepted lands exactly once, whatever happens to the process and the disk in between (decided by us). */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { type Account, openAccount } from '../account.js';
import { ManualClock } from '../clock.js';
import type { ServiceName } from '../operation.js';
import { openStore, type Store } from '../store/store.js';
import { OWNER, temporaryFolder } from '../store/testing/folders.js';
import { diskFull, type FragileFiles, fragileFiles } from '../store/testing/fragile-files.js';
import { eventually } from '../testing/eventually.js';
import { BUCKET, destination, ROLE, SECOND, TRUST } from './testing/pipeline.js';

const MINUTE = 60 * SECOND;
const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };
const LARGE = 'L'.repeat(20_000); // beyond what an object keeps in the journal

interface Opened {
  aws: Account;
  store: Store;
  clock: ManualClock;
  call(service: ServiceName, operation: string, input: object): Promise<unknown>;
  put(...records: string[]): Promise<void>;
  /** The texts of all objects. */
  objects(): Promise<string[]>;
  close(): Promise<void>;
}

async function open(
  dir: string,
  files?: FragileFiles,
  now: number | string = '2026-11-23T10:15:00Z',
): Promise<Opened> {
  const store = await openStore(dir, OWNER, files?.openFile);
  const clock = new ManualClock(new Date(now));
  const aws = openAccount({ ...OWNER, store, clock });
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
async function openWithStream(t: TestContext, files?: FragileFiles): Promise<Opened & { dir: string }> {
  const dir = join(temporaryFolder(t), 'data');
  const opened = await open(dir, files);
  const { call, clock } = opened;
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await call('s3', 'CreateBucket', { Bucket: BUCKET });
  await call('iam', 'CreateRole', { RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(TRUST) });
  await call('iam', 'PutRolePolicy', { RoleName: ROLE, PolicyName: 'write', PolicyDocument });
  clock.advance(10 * SECOND);
  const ExtendedS3DestinationConfiguration = destination({ BufferingHints: HINTS });
  await call('firehose', 'CreateDeliveryStream', {
    DeliveryStreamName: 's',
    ExtendedS3DestinationConfiguration,
  });
  clock.advance(30 * SECOND);
  return { ...opened, dir };
}

function landedAre(opened: Opened, expected: string[]): Promise<void> {
  return eventually(async () => assert.deepEqual((await opened.objects()).sort(), expected));
}

describe('what was accepted and not delivered', () => {
  it('lands after a restart, once, when its interval is over: the time of the pause counts', async (t) => {
    const first = await openWithStream(t);
    await first.put('a', 'b');
    first.clock.advance(20 * SECOND);
    await first.put('c');
    await first.close();

    const second = await open(first.dir, undefined, first.clock.now() + 30 * SECOND);
    second.clock.advance(10 * SECOND - 1);
    await second.put('d');
    assert.deepEqual(await second.objects(), []);
    second.clock.advance(1);
    await landedAre(second, ['abcd']);
    second.clock.advance(10 * MINUTE);
    await second.close();

    const third = await open(first.dir, undefined, second.clock.now());
    third.clock.advance(10 * MINUTE);
    await third.aws.stop();
    assert.deepEqual(await third.objects(), ['abcd']);
    await third.close();
  });

  it('lands at once when its interval ended while nothing ran', async (t) => {
    const first = await openWithStream(t);
    await first.put('late');
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now() + MINUTE);
    second.clock.advance(0);
    await landedAre(second, ['late']);
    await second.close();
  });

  it('goes on waiting behind a delivery that failed before the restart', async (t) => {
    const first = await openWithStream(t);
    await first.call('s3', 'DeleteBucket', { Bucket: BUCKET });
    await first.put('a');
    first.clock.advance(MINUTE);
    await eventually(() => assert.equal(first.aws.firehose.deliveryLog.length, 1));
    await first.put('b');
    await first.close();
    const second = await open(first.dir, undefined, first.clock.now() + MINUTE);
    await second.call('s3', 'CreateBucket', { Bucket: BUCKET });
    second.clock.advance(MINUTE);
    await eventually(async () => assert.equal((await second.objects()).join('').length, 2));
    assert.deepEqual((await second.objects()).join('').split('').sort(), ['a', 'b']);
    await second.close();
  });
});

describe('a process that is killed after any of its writes', () => {
  it('loses no acknowledged record, and delivers none twice', async (t) => {
    const files = fragileFiles();
    const crashes: { dir: string; acknowledged: string[]; now: number }[] = [];
    const acknowledged: string[] = [];
    const opened = await openWithStream(t, files);
    const put = async (...records: string[]) => {
      await opened.put(...records);
      acknowledged.push(...records);
    };
    files.onSync = () => {
      // Written and not yet acknowledged: the folder as a kill would leave it. The lock dies with its process.
      const dir = join(temporaryFolder(t), 'data');
      cpSync(opened.dir, dir, { recursive: true, filter: (path) => basename(path) !== 'lock' });
      crashes.push({ dir, acknowledged: [...acknowledged], now: opened.clock.now() });
    };
    await put('<1>', '<2>');
    opened.clock.advance(MINUTE);
    await put('<3>');
    await eventually(async () => assert.equal((await opened.objects()).length, 1));
    await put(`<4${LARGE}>`);
    opened.clock.advance(MINUTE);
    await Promise.all([put('<5>'), put('<6>', '<7>')]);
    await eventually(async () => assert.equal((await opened.objects()).length, 2));
    opened.clock.advance(MINUTE);
    await eventually(async () => assert.equal((await opened.objects()).length, 3));
    await opened.close();
    assert.ok(crashes.length >= 5, `only ${crashes.length} writes`);

    for (const crash of crashes) {
      const again = await open(crash.dir, undefined, crash.now);
      again.clock.advance(10 * MINUTE);
      const found = await eventually(async () => {
        const records: string[] = (await again.objects()).join('').match(/<[^>]*>/g) ?? [];
        for (const record of crash.acknowledged)
          assert.ok(records.includes(record), `${record.slice(0, 3)} is lost`);
        return records;
      });
      assert.equal(new Set(found).size, found.length, 'a record has landed twice');
      await again.close();
    }
  });
});

describe('a disk that is full', () => {
  it('fails the put, and what it failed for never lands', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    files.onSync = diskFull;
    await assert.rejects(opened.put('refused'), /no space left on device/);
    files.onSync = () => {};
    await opened.put('kept');
    opened.clock.advance(MINUTE);
    await landedAre(opened, ['kept']);
    await opened.close();
  });

  it('leaves no empty object for a put that failed', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    files.onSync = diskFull;
    await assert.rejects(opened.put('refused'), /no space left on device/);
    files.onSync = () => {};
    opened.clock.advance(MINUTE);
    await opened.aws.stop();
    assert.deepEqual(await opened.objects(), []);
    await opened.close();
  });

  it('fails a delivery, which is tried again and lands once', async (t) => {
    const files = fragileFiles();
    const opened = await openWithStream(t, files);
    await opened.put('x');
    files.onSync = diskFull;
    opened.clock.advance(MINUTE);
    await eventually(() =>
      assert.match(opened.aws.firehose.deliveryLog[0] ?? '', /InternalError.*no space left/),
    );
    files.onSync = () => {};
    opened.clock.advance(SECOND);
    await landedAre(opened, ['x']);
    opened.clock.advance(10 * MINUTE);
    await opened.close();
    const again = await open(opened.dir, undefined, opened.clock.now());
    again.clock.advance(10 * MINUTE);
    await again.aws.stop();
    assert.deepEqual(await again.objects(), ['x']);
    await again.close();
  });
});
