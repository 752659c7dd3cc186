import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  DescribeDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, HeadBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { activeStream, givenBucketAndRole, landed, put, ROLE } from '../firehose/testing/pipeline.js';
import { assertRefused } from '../testing/assert-refused.js';
import { askControl } from '../testing/control.js';
import { eventually } from '../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { Faults } from './faults.js';
import type { Fault } from './read-fault.js';

let local: LocalAwsUnderTest;
let log: string[];
before(async () => {
  log = [];
  local = await startLocalAws({ log: (line) => log.push(line) });
  await givenBucketAndRole(local);
  for (const name of ['s', 'other', 'blocked', 'mute'])
    await activeStream(local, name, { Prefix: `${name}/` });
});
afterEach(async () => {
  await askControl(local, 'DELETE /faults');
});
after(() => local.close());

async function given(fault: Fault): Promise<void> {
  const { status, json } = await askControl(local, 'POST /faults', fault);
  assert.equal(status, 200, JSON.stringify(json));
}

/** Puts ten records that name themselves; gives the output, and which were refused. */
async function putTen(stream: string) {
  const Records = Array.from({ length: 10 }, (_, i) => ({ Data: Buffer.from(`${i}`) }));
  const output = await local.firehose.send(
    new PutRecordBatchCommand({ DeliveryStreamName: stream, Records }),
  );
  const refused = (output.RequestResponses ?? []).flatMap((entry, i) => (entry.ErrorCode ? [i] : []));
  return { output, refused };
}

const putOne = () =>
  local.firehose.send(new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.from('x') } }));
const describeStream = (DeliveryStreamName: string) =>
  local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));

describe('a fault that refuses entries of a batch', () => {
  it('refuses so many of them, with the words of AWS, and takes the others in (quoted answer)', async () => {
    await given({ operation: 'PutRecordBatch', refuseCount: 4 });
    const { output, refused } = await putTen('s');
    assert.equal(output.FailedPutCount, 4);
    assert.equal(refused.length, 4);
    for (const [i, entry] of (output.RequestResponses ?? []).entries()) {
      if (!refused.includes(i))
        assert.deepEqual([Object.keys(entry), entry.RecordId?.length], [['RecordId'], 224]);
      else assert.deepEqual(entry, { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' });
    }
    await askControl(local, 'POST /streams/s/flush');
    const [object] = await landed(local, 's/');
    const accepted = Array.from({ length: 10 }, (_, i) => i).filter((i) => !refused.includes(i));
    assert.equal(object?.text, accepted.join(''));
    const { json } = await askControl(local, 'GET /streams/s');
    assert.deepEqual([json.metrics.IncomingRecords, json.metrics.ThrottledRecords], [6, 4]);
  });

  it('refuses a share of them anywhere in the array, not at its end (quoted answer)', async () => {
    await given({ operation: 'PutRecordBatch', refuseShare: 0.5 });
    const positions = new Set<number>();
    for (let calls = 0; calls < 40; calls += 1) {
      const { output, refused } = await putTen('other');
      assert.equal(output.FailedPutCount, 5);
      for (const at of refused) positions.add(at);
    }
    assert.equal(positions.size, 10, 'every position was refused at some time');
  });

  it('may refuse all of them, still with 200, and then nothing waits', async () => {
    await given({ operation: 'PutRecordBatch', refuseShare: 1 });
    const { output } = await putTen('blocked');
    assert.deepEqual([output.$metadata.httpStatusCode, output.FailedPutCount], [200, 10]);
    assert.equal((await askControl(local, 'GET /streams/blocked')).json.waiting, null);
  });

  it('refuses no more than there are, and leaves the fraction of a share to chance', () => {
    const refused = (fault: Partial<Fault>, random: number, entries: number) => {
      const faults = new Faults(() => random);
      faults.add({ operation: 'PutRecordBatch', ...fault });
      return faults.refusedCount('s', entries);
    };
    assert.equal(refused({ refuseCount: 7 }, 0, 3), 3);
    assert.deepEqual(
      [refused({ refuseShare: 0.25 }, 0.2, 1), refused({ refuseShare: 0.25 }, 0.3, 1)],
      [1, 0],
    );
    assert.deepEqual(
      [refused({ refuseShare: 0.25 }, 0.4, 6), refused({ refuseShare: 0.25 }, 0.6, 6)],
      [2, 1],
    );
    assert.deepEqual([refused({ refuseShare: 0 }, 0, 6), refused({ refuseShare: 1 }, 0.999, 6)], [0, 6]);
  });
});

describe('a fault that answers', () => {
  it('does so in the protocol of the operation, as often as it is told, and the call does not act', async () => {
    const answer = { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
    await given({ operation: 'CreateBucket', times: 2, answer });
    const create = () => local.s3.send(new CreateBucketCommand({ Bucket: 'late' }));
    await assertRefused(create(), 'SlowDown', 503, answer.message);
    await assertRefused(create(), 'SlowDown', 503, answer.message);
    await assertRefused(local.s3.send(new HeadBucketCommand({ Bucket: 'late' })), 'NotFound', 404, /./);
    await create();
    assert.deepEqual((await askControl(local, 'GET /faults')).json, { faults: [] });
  });

  it('hits every operation of every service with *, and the operations of one stream with its name', async () => {
    await given({ operation: '*', stream: 'other', answer: { status: 500, code: 'InternalFailure' } });
    await assertRefused(describeStream('other'), 'InternalFailure', 500, /./);
    await describeStream('s');
    await given({ operation: '*', answer: { status: 400, code: 'Throttling', message: 'Rate exceeded' } });
    const role = local.iam.send(new GetRoleCommand({ RoleName: ROLE }));
    await assertRefused(role, 'Throttling', 400, 'Rate exceeded');
    await assertRefused(local.s3.send(new ListBucketsCommand({})), 'Throttling', 400, 'Rate exceeded');
  });

  it('never hides that a signature is wrong', async () => {
    await given({ operation: '*', answer: { status: 500, code: 'InternalFailure' } });
    const stranger = local.as({ ...local.server.credentials, secretAccessKey: 'wrong' });
    await assertRefused(stranger.s3.send(new ListBucketsCommand({})), 'SignatureDoesNotMatch', 403, /./);
  });

  it('leaves no trace in the log: nothing of local-aws is broken', async () => {
    await given({ operation: 'ListBuckets', answer: { status: 500, code: 'InternalError' } });
    const before = log.length;
    await assertRefused(local.s3.send(new ListBucketsCommand({})), 'InternalError', 500, /./);
    assert.equal(log.length, before);
  });
});

describe('a fault that cuts the connection', () => {
  const isCut = { code: /^(ECONNRESET|EPIPE)$/ };

  it('before the call acts leaves nothing behind', async () => {
    await given({ operation: 'PutRecord', times: 1, cut: 'before' });
    const { metrics } = (await askControl(local, 'GET /streams/s')).json;
    await assert.rejects(putOne(), isCut);
    assert.deepEqual((await askControl(local, 'GET /streams/s')).json.metrics, metrics);
    await putOne();
  });

  it('after the call has acted leaves what it did: a retry makes it twice', async () => {
    await given({ operation: 'PutRecord', times: 1, cut: 'after' });
    const { metrics } = (await askControl(local, 'GET /streams/s')).json;
    await assert.rejects(putOne(), isCut);
    await putOne();
    const now = (await askControl(local, 'GET /streams/s')).json.metrics;
    assert.equal(now.IncomingRecords, metrics.IncomingRecords + 2);
  });
});

describe('a fault that delays', () => {
  it('holds the answer back in real time, without holding up other calls', { timeout: 20_000 }, async () => {
    await given({ operation: 'DescribeDeliveryStream', times: 1, delaySeconds: 0.2 });
    const order: string[] = [];
    const slow = describeStream('s').then(() => order.push('delayed'));
    await eventually(async () => assert.deepEqual((await askControl(local, 'GET /faults')).json.faults, []));
    await local.s3.send(new ListBucketsCommand({})).then(() => order.push('other'));
    await slow;
    assert.deepEqual(order, ['other', 'delayed']);
  });

  it('ends with the server: the call is cut', { timeout: 20_000 }, async () => {
    const short = await startLocalAws();
    await askControl(short, 'POST /faults', { operation: 'ListBuckets', times: 1, delaySeconds: 600 });
    const call = assert.rejects(short.s3.send(new ListBucketsCommand({})), { code: 'ECONNRESET' });
    await eventually(async () => assert.deepEqual((await askControl(short, 'GET /faults')).json.faults, []));
    await short.close();
    await call;
  });
});

describe('a fault of the delivery', () => {
  it('keeps the records waiting until a later attempt succeeds; the producer sees nothing', async () => {
    await given({
      operation: 'Delivery',
      stream: 'blocked',
      times: 1,
      answer: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    });
    await put(local, 'blocked', 'waits');
    const first = await askControl(local, 'POST /streams/blocked/flush');
    assert.equal(first.json.waiting.bytes, 5);
    assert.match(log.at(-1) ?? '', /blocked .*Please reduce your request rate/);
    assert.deepEqual(await landed(local, 'blocked/'), []);
    const second = await askControl(local, 'POST /streams/blocked/flush');
    assert.equal(second.json.waiting, null);
    assert.deepEqual(
      (await landed(local, 'blocked/')).map(({ text }) => text),
      ['waits'],
    );
  });
});

describe('a fault of the delivery without words', () => {
  it('is told by its code', async () => {
    await given({
      operation: 'Delivery',
      stream: 'mute',
      times: 1,
      answer: { status: 503, code: 'SlowDown' },
    });
    await put(local, 'mute', 'waits');
    await askControl(local, 'POST /streams/mute/flush');
    assert.match(log.at(-1) ?? '', /mute .*InternalError: SlowDown \(HTTP 503\) \(attempt 1/);
  });
});

describe("a fault of a stream's creation", () => {
  it('lets the call succeed and the stream become CREATING_FAILED, saying why', async () => {
    const Details = 'The KMS key is disabled.';
    await given({
      operation: 'Creation',
      times: 1,
      answer: { status: 400, code: 'DISABLED_KMS_KEY', message: Details },
    });
    await activeStream(local, 'failing');
    const { DeliveryStreamDescription } = await describeStream('failing');
    assert.equal(DeliveryStreamDescription?.DeliveryStreamStatus, 'CREATING_FAILED');
    const { json } = await askControl(local, 'GET /streams/failing');
    assert.deepEqual([json.status, json.failure], ['CREATING_FAILED', Details]);
  });
});
