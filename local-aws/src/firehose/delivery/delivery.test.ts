import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { DeleteRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import {
  activeStream,
  allowWriting,
  BUCKET,
  createRole,
  HOUR,
  landed,
  propagate,
  put,
  ROLE,
  reports,
  SECOND,
} from '../testing/pipeline.js';

let local: LocalAwsUnderTest;
beforeEach(async () => {
  local = await startLocalAws({ log: () => {} });
  await createRole(local, ROLE);
  propagate(local);
  await activeStream(local, 's', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } });
});
afterEach(() => local.close());

function createBucket() {
  return local.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
}

/** Waits for these many reports, and gives them. */
function failed(times: number): Promise<string[]> {
  return eventually(async () => {
    const found = await reports(local);
    assert.equal(found.length, times, found.join('\n'));
    return found;
  });
}

function texts(expected: string[]): Promise<void> {
  return eventually(async () =>
    assert.deepEqual((await landed(local)).map(({ text }) => text).sort(), expected),
  );
}

/** A call that takes longer than a delivery takes to begin: what has not begun after it does not begin. */
async function settle(): Promise<void> {
  await local.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 's' }));
}

describe('a delivery that is denied', () => {
  beforeEach(async () => {
    await createBucket();
  });

  it('is silent for the producer, and in the log with the code of AWS (documented)', async () => {
    assert.equal((await put(local, 's', 'x')).length, 1);
    local.clock.advance(60 * SECOND);
    const [line = ''] = await failed(1);
    assert.match(
      line,
      /^arn:aws:firehose:us-east-1:000000000000:deliverystream\/s → arn:aws:s3:::landing: S3\.AccessDenied: /,
    );
    assert.match(
      line,
      /assumed-role\/firehose-delivery\/\S+ is not authorized to perform: s3:PutObject on resource/,
    );
    assert.match(line, /\(attempt 1, 1 bytes kept\)$/);
    assert.equal((await put(local, 's', 'y')).length, 1, 'the producer goes on as if nothing were wrong');
  });

  it('delivers all that waited, once, when the policy is repaired and has propagated', async () => {
    await put(local, 's', 'a');
    local.clock.advance(60 * SECOND);
    await failed(1);
    await put(local, 's', 'b');
    local.clock.advance(60 * SECOND);
    await allowWriting(local);
    propagate(local);
    for (let minute = 0; minute < 3; minute += 1) local.clock.advance(60 * SECOND);
    await eventually(async () => {
      local.clock.advance(60 * SECOND); // the pause before the next attempt, as long as one is needed
      assert.equal((await landed(local)).length, 2);
    });
    local.clock.advance(HOUR);
    await local.server.account.stop();
    await texts(['a', 'b']);
  });

  it('is tried again after pauses that grow to a minute (decided by us)', async () => {
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    let attempts = 1;
    await failed(attempts);
    for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
      local.clock.advance(pause * SECOND - 1);
      await settle();
      assert.equal((await reports(local)).length, attempts, `no attempt before the ${pause} s are over`);
      local.clock.advance(1);
      attempts += 1;
      await failed(attempts);
    }
  });

  it('is given up when its oldest record is 24 hours old, and the data is lost (documented)', async () => {
    await put(local, 's', 'lost');
    local.clock.advance(60 * SECOND);
    await failed(1);
    local.clock.advance(24 * HOUR);
    const [, , lost = ''] = await failed(3);
    assert.match(lost, /deliverystream\/s: 4 bytes are older than 24 hours and lost$/);
    await allowWriting(local);
    propagate(local);
    await put(local, 's', 'next');
    local.clock.advance(60 * SECOND);
    await texts(['next']);
  });

  it('stops when the server stops: no attempt is left behind', async () => {
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    await failed(1);
    await local.server.account.stop();
    local.clock.advance(HOUR);
    await settle();
    assert.equal((await reports(local)).length, 1);
  });
});

describe('a delivery', () => {
  it('into a bucket that is not there waits for it (documented)', async () => {
    await allowWriting(local);
    propagate(local);
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    const [line = ''] = await failed(1);
    assert.match(line, /: S3\.NoSuchBucket: The specified bucket does not exist \(attempt 1/);
    await createBucket();
    local.clock.advance(SECOND);
    await texts(['x']);
  });

  it('needs a role that can still be assumed, at every object (documented)', async () => {
    await createBucket();
    await allowWriting(local);
    propagate(local);
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await local.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument }));
    propagate(local);
    await put(local, 's', 'x');
    local.clock.advance(60 * SECOND);
    const [line = ''] = await failed(1);
    assert.match(line, /: S3\.AccessDenied: firehose\.amazonaws\.com cannot assume arn:aws:iam/);
  });

  it('fails only once a permission that was taken away has propagated', async () => {
    await createBucket();
    await allowWriting(local);
    propagate(local);
    await local.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: 'write' }));
    await put(local, 's', Buffer.alloc(1_000_000), Buffer.alloc(1_000_000)); // at once: its size is reached
    await eventually(async () => assert.equal((await landed(local)).length, 1));
    local.clock.advance(10 * SECOND);
    await put(local, 's', Buffer.alloc(1_000_000), Buffer.alloc(1_000_000));
    await failed(1);
  });
});
