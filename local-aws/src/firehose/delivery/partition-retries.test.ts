/** Dynamic partitioning's time to retry: what S3 does not take at a partition's prefix goes to the error prefix. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { askControl } from '../../testing/control.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  allowRole,
  BUCKET_ARN,
  deliver,
  errorLines,
  givenBucketAndRole,
  HOUR,
  landed,
  oneLands,
  propagate,
  put,
  reports,
  SECOND,
  type Settings,
} from '../testing/pipeline.js';
import { partitionedBy, processor, query } from '../testing/processors.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(() => local.close());

async function allowOnly(...prefixes: string[]): Promise<void> {
  for (const name of ['write', 'also']) {
    await allowRole(local, name, 's3:PutObject', `${BUCKET_ARN}/${prefixes.pop() ?? 'nothing'}/*`);
  }
  propagate(local);
}

function partitioned(DurationInSeconds?: number): Settings {
  const RetryOptions = DurationInSeconds === undefined ? undefined : { DurationInSeconds };
  return {
    ...partitionedBy('!{partitionKeyFromQuery:k}/', query('{k: .k}'), processor('AppendDelimiterToRecord')),
    DynamicPartitioningConfiguration: { Enabled: true, RetryOptions },
  };
}

/** Lets attempts be made, as many as fall into these seconds: each has begun and failed before the next call. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    local.clock.advance(SECOND);
    await askControl(local, 'GET /health');
  }
}

const attempts = async () => (await reports(local)).filter((line) => line.includes('(attempt ')).length;

describe('the delivery of a partition', () => {
  it('that fails is tried again for the duration, and its records then go to the error prefix (AWS API model)', async () => {
    await allowOnly('err', 'good');
    await activeStream(local, 's', partitioned(5));
    const arrivedAt = local.clock.now();
    await put(local, 's', '{"k":"bad","n":1}', '{"k":"good"}', '{"k":"bad","n":2}');
    await deliver(local);
    assert.equal((await oneLands(local)).text, '{"k":"good"}\n');
    await pass(5);
    assert.equal(await attempts(), 3, 'at 0, 1 and 3 seconds');
    await pass(2);
    await eventually(async () =>
      assert.match((await reports(local)).at(-1) ?? '', /the time to retry is over/),
    );
    await deliver(local);
    const error = await oneLands(local, 'err/');
    assert.match(error.key, /^err\/processing-failed\/\d{4}\//);
    const lines = errorLines(error);
    assert.deepEqual(
      lines.map(({ rawData }) => Buffer.from(String(rawData), 'base64').toString()),
      ['{"k":"bad","n":1}\n', '{"k":"bad","n":2}\n'],
    );
    const { rawData: _, errorMessage, ...rest } = lines[0] ?? {};
    assert.match(String(errorMessage), /is not authorized to perform: s3:PutObject/);
    assert.deepEqual(rest, {
      errorCode: 'S3.AccessDenied',
      attemptsMade: 4,
      arrivalTimestamp: arrivedAt,
      attemptEndingTimestamp: arrivedAt + 7 * SECOND,
    });
    local.clock.advance(HOUR);
    await deliver(local);
    assert.equal((await landed(local)).length, 2, 'and nothing comes twice');
    assert.equal(local.server.account.firehose.waiting(local.server.account.firehose.get('s')).bytes, 0);
  });

  it('is not tried again when the duration is 0 (AWS API model)', async () => {
    await allowOnly('err');
    await activeStream(local, 's', partitioned(0));
    await put(local, 's', '{"k":"bad"}');
    await deliver(local);
    const [line] = errorLines(await oneLands(local, 'err/'));
    assert.equal(line?.attemptsMade, 1);
  });

  it('is tried again for 300 seconds when no duration is given (recorded)', async () => {
    await activeStream(local, 's', partitioned());
    await allowOnly('err');
    await put(local, 's', '{"k":"bad"}');
    await deliver(local);
    await pass(299);
    assert.ok((await reports(local)).every((line) => !line.includes('is over')));
    await pass(61);
    await eventually(async () => assert.match((await reports(local)).at(-1) ?? '', /is over/));
  });

  it('lands after all when it is mended in time', async () => {
    await allowOnly('err');
    await activeStream(local, 's', partitioned(60));
    await put(local, 's', '{"k":"bad"}');
    await deliver(local);
    await allowOnly('bad');
    await deliver(local);
    assert.equal((await oneLands(local)).text, '{"k":"bad"}\n');
  });
});

describe('a server that stops while a partition is delivered', () => {
  it('does not give it up: nothing is delivered any more', async () => {
    await allowOnly('err');
    await activeStream(local, 's', partitioned(0));
    await askControl(local, 'POST /faults', { operation: 'Delivery', delaySeconds: 600, times: 1 });
    await put(local, 's', '{"k":"bad"}');
    const flushed = deliver(local);
    await eventually(async () => {
      assert.deepEqual(
        (await askControl(local, 'GET /faults')).json,
        { faults: [] },
        'the delivery has begun',
      );
    });
    const { firehose, faults } = local.server.account;
    const stopped = firehose.stop();
    await eventually(() => assert.equal(firehose.waiting(firehose.get('s')).bytes, 0));
    faults.close(); // ends the delay: the delivery fails
    await Promise.all([stopped, flushed]);
    local.clock.advance(HOUR);
    await pass(3);
    assert.deepEqual(await landed(local), []);
  });
});

describe('an error object', () => {
  it('of what S3 did not take waits as long as any delivery when S3 does not take it either (documented)', async () => {
    await allowOnly();
    await activeStream(local, 's', partitioned(0));
    await put(local, 's', '{"k":"bad"}');
    await deliver(local);
    assert.deepEqual(await landed(local), []);
    await allowOnly('err');
    await deliver(local);
    assert.equal(errorLines(await oneLands(local)).length, 1);
  });
});
