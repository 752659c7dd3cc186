/** Nothing is lost when a server ends in the middle of processing (decided by us: at least once, as AWS promises). */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DeleteDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { ManualClock } from '../../clock.js';
import { spoil } from '../../store/testing/spoil.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, start } from '../../testing/harness.js';
import {
  activeStream,
  allowRole,
  BUCKET_ARN,
  deliver,
  givenBucketAndRole,
  landed,
  lands,
  oneLands,
  propagate,
  put,
  reports,
  SECOND,
} from '../testing/pipeline.js';
import {
  FUNCTION_ARN,
  lambda,
  partitionedBy,
  processing,
  processor,
  query,
  writeFunction,
} from '../testing/processors.js';

const HINTS = { SizeInMBs: 1, IntervalInSeconds: 60 };
const UPPER = `return { records: event.records.map((r) => ok(r, text(r).toUpperCase())) };`;

let folder: string;
let clock: ManualClock;
let local: LocalAwsUnderTest;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'local-aws-restart-'));
  clock = new ManualClock(new Date());
  await open('data');
  await givenBucketAndRole(local);
  await allowRole(local, 'invoke', 'lambda:InvokeFunction', FUNCTION_ARN);
  propagate(local);
});
afterEach(async () => {
  await local.close();
  rmSync(folder, { recursive: true });
});

async function open(data: string): Promise<void> {
  local = await start({ clock, dir: join(folder, data), functionsFolder: folder, log: () => {} });
}

async function reopen(data = 'data'): Promise<void> {
  await local.close();
  clock = new ManualClock(clock.now());
  await open(data);
}

describe('a server that ends while a function is running', () => {
  it('does not wait for it, and has its records processed after the next start', async () => {
    const called = join(folder, 'called');
    writeFunction(
      folder,
      `const { writeFileSync } = await import('node:fs');
       writeFileSync(${JSON.stringify(called)}, '');
       await new Promise((resolve) => setTimeout(resolve, 600_000));`,
    );
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda()) });
    await put(local, 's', 'a', 'b');
    clock.advance(60 * SECOND);
    await eventually(() => assert.ok(existsSync(called)));
    await local.close();
    writeFunction(folder, UPPER);
    await reopen();
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'AB');
    await reopen();
    clock.advance(600 * SECOND);
    await deliver(local);
    assert.equal((await landed(local)).length, 1, 'and only once');
  });
});

describe('what a Lambda processor collects', () => {
  it('is collected again after a restart, the time of the pause included', async () => {
    writeFunction(folder, UPPER);
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda()) });
    await put(local, 's', 'a');
    clock.advance(40 * SECOND);
    await reopen();
    await put(local, 's', 'b');
    clock.advance(20 * SECOND);
    await eventually(async () => {
      clock.advance(SECOND);
      assert.deepEqual(
        (await landed(local)).map(({ text }) => text),
        ['AB'],
      );
    });
  });
});

describe('what waits on the disk for a Lambda processor after a restart', () => {
  it('is not processed while it is not what was accepted, which is reported', async () => {
    writeFunction(folder, UPPER);
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda()) });
    await put(local, 's', 'a', 'spoilt');
    await reopen();
    const mend = spoil(join(folder, 'data'), 'spoilt');
    clock.advance(60 * SECOND);
    await eventually(async () =>
      assert.match(
        (await reports(local))[0] ?? '',
        /failed to process: StoreError: .*their checksum is wrong.* \(attempt 1, 2 records kept\)$/,
      ),
    );
    mend();
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'ASPOILT');
  });
});

describe('a server that is killed when some of what was made of a put is delivered', () => {
  it('makes it all again after the next start: nothing is lost, some comes twice (decided by us)', async () => {
    const split = processor('RecordDeAggregation', { SubRecordType: 'JSON' });
    await activeStream(local, 's', partitionedBy('!{partitionKeyFromQuery:k}/', split, query('{k: .k}')));
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/a/*`);
    propagate(local);
    await put(local, 's', '{"k":"a"}{"k":"b"}{"k":null}');
    await deliver(local);
    assert.equal((await landed(local)).length, 1);
    // As a kill would leave the folder; the lock dies with its process.
    cpSync(join(folder, 'data'), join(folder, 'killed'), {
      recursive: true,
      filter: (path) => basename(path) !== 'lock',
    });
    await local.close();
    await open('killed');
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/*`);
    propagate(local);
    await deliver(local);
    await lands(local, 2, 'a/');
    await lands(local, 1, 'b/');
    await lands(local, 1, 'err/metadata-extraction-failed/');
    await reopen('killed');
    await deliver(local);
    assert.equal((await landed(local)).length, 4, 'and no more');
  });
});

describe('what goes to the error prefix because S3 did not take it at its own', () => {
  it('is kept until it is there, and no longer', async () => {
    await activeStream(local, 's', {
      ...partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}')),
      DynamicPartitioningConfiguration: { Enabled: true, RetryOptions: { DurationInSeconds: 0 } },
    });
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/nothing/*`);
    propagate(local);
    await put(local, 's', '{"k":"a"}');
    await deliver(local);
    await reopen();
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/err/*`);
    propagate(local);
    await deliver(local);
    await lands(local, 1, 'err/processing-failed/');
    await allowRole(local, 'write', 's3:PutObject', `${BUCKET_ARN}/*`);
    propagate(local);
    await reopen();
    await deliver(local);
    assert.equal((await landed(local)).length, 1);
  });
});

describe('a deletion while a function is running', () => {
  it('drops what it answers', async () => {
    const called = join(folder, 'called');
    const answer = join(folder, 'answer');
    writeFunction(
      folder,
      `const { existsSync, writeFileSync } = await import('node:fs');
       writeFileSync(${JSON.stringify(called)}, '');
       while (!existsSync(${JSON.stringify(answer)})) await new Promise((resolve) => setTimeout(resolve, 5));
       ${UPPER}`,
    );
    await activeStream(local, 's', { BufferingHints: HINTS, ...processing(lambda()) });
    await put(local, 's', 'a');
    clock.advance(60 * SECOND);
    await eventually(() => assert.ok(existsSync(called)));
    await local.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: 's' }));
    writeFileSync(answer, '');
    clock.advance(600 * SECOND);
    await local.server.account.stop();
    assert.deepEqual(await landed(local), []);
  });
});
