import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { parseConfig } from './config.js';
import { type LandingProgress, leftOfLanding, waitForLanding } from './landing-wait.js';
import { startAws, type TestAws } from './testing/aws.js';
import { lineOnTerminal } from './testing/terminal.js';
import { waitFor } from './wait.js';

const AWS = parseConfig('[AWS]\ntarget = aws');
const LOCAL = parseConfig('[AWS]\ntime_scale = 30');
const UNSCALED = parseConfig('[AWS]\ntime_scale = 1');

describe('what is left until records land', () => {
  it('is the rest of the buffering interval, and then the end of patience', () => {
    for (const config of [AWS, UNSCALED]) {
      const left = leftOfLanding(config, { intervalSeconds: 60, timeoutSeconds: 80 });
      assert.equal(left(0), 'about 60 s until the buffer flushes');
      assert.equal(left(59.5), 'about 1 s until the buffer flushes');
      assert.equal(left(60), 'the buffer flushes now');
      assert.equal(left(69.9), 'the buffer flushes now');
      assert.equal(left(70), 'longer than usual: gives up in 10 s');
      assert.equal(left(79.9), 'longer than usual: gives up in 1 s');
      assert.equal(left(80.2), 'longer than usual: gives up in 0 s');
    }
  });

  it("counts on local-aws the buffer's time in AWS's seconds, and patience in those of the reader", () => {
    const left = leftOfLanding(LOCAL, { intervalSeconds: 60, timeoutSeconds: 100 });
    assert.equal(left(1), 'about 30 AWS seconds until the buffer flushes');
    assert.equal(left(2), 'the buffer flushes now');
    assert.equal(left(10), 'longer than usual: gives up in 90 s here');
  });

  it('promises nothing of what Firehose tries again to deliver', () => {
    const overdue = { intervalSeconds: undefined, timeoutSeconds: 180 };
    assert.equal(leftOfLanding(AWS, overdue)(70), 'Firehose tries again: at most 110 s more');
    assert.equal(leftOfLanding(LOCAL, overdue)(70), 'Firehose tries again: at most 110 s more here');
  });

  it('is the end of patience where the interval is none', () => {
    const left = leftOfLanding(AWS, { intervalSeconds: 0, timeoutSeconds: 120 });
    assert.equal(left(0.3), 'the buffer flushes now');
    assert.equal(left(15), 'longer than usual: gives up in 105 s');
  });
});

describe('the wait for records', () => {
  let test: TestAws;
  before(async () => {
    test = await startAws();
    await ensureBucket(test.aws, test.names.bucket);
  });
  after(() => test.close());

  const put = (Key: string) =>
    test.aws.s3.send(new PutObjectCommand({ Bucket: test.names.bucket, Key, Body: '{"station":"A"}\n' }));

  const wait = (
    prefix: string,
    count: number,
    options?: Parameters<typeof waitForLanding>[3],
    seconds = 20,
  ) =>
    waitForLanding(
      test.aws,
      UNSCALED,
      { bucket: test.names.bucket, prefix, count, intervalSeconds: 60, timeoutSeconds: seconds },
      options,
    );

  it('shows how many have landed, and about how much is left, in one line', async (t) => {
    const shown = lineOnTerminal(t);
    await put('line/1');
    const landed = wait('line/', 2);
    await waitFor('the line', async () => shown()[0], { timeoutSeconds: 20 });
    await put('line/2');
    assert.equal(await landed, 2);
    assert.match(shown()[0] ?? '', /^1 of 2 landed … 0\.\d s, about 60 s until the buffer flushes$/);
    assert.equal(shown().at(-1), '');
  });

  it('leaves the showing to who asks for it', async (t) => {
    const shown = lineOnTerminal(t);
    const told: object[] = [];
    const onProgress = (at: LandingProgress) => {
      told.push({ ...at, seconds: at.seconds < 20 });
      if (told.length === 1) void put('told/1');
    };
    assert.equal(await wait('told/', 1, { onProgress }), 1);
    assert.deepEqual(told[0], { landed: 0, seconds: true, left: 'about 60 s until the buffer flushes' });
    assert.deepEqual(shown(), []);
  });

  it("counts the seconds of AWS's time, which passes faster on local-aws", async (t) => {
    let sent = 0;
    const { send } = test.aws.s3;
    t.mock.method(test.aws.s3, 'send', (...args: Parameters<typeof send>) => {
      sent += 1;
      return Reflect.apply(send, test.aws.s3, args);
    });
    const start = Date.now();
    t.mock.method(Date, 'now', () => start + sent * 1_000); // each look takes a second
    const told: LandingProgress[] = [];
    const onProgress = (at: LandingProgress) => {
      told.push(at);
      if (told.length === 2) throw new Error('enough');
    };
    const expected = { bucket: test.names.bucket, prefix: 'never/', count: 1 };
    const ends = { intervalSeconds: 60, timeoutSeconds: 20 };
    const waiting = waitForLanding(test.aws, LOCAL, { ...expected, ...ends }, { onProgress });
    await assert.rejects(waiting, /enough/);
    assert.deepEqual(told, [
      { landed: 0, seconds: 30, left: 'about 30 AWS seconds until the buffer flushes' },
      { landed: 0, seconds: 60, left: 'the buffer flushes now' },
    ]);
  });

  it('takes its line away when it fails', async (t) => {
    const shown = lineOnTerminal(t);
    const send = t.mock.method(test.aws.s3, 'send');
    send.mock.mockImplementationOnce(() => Promise.reject(new Error('cut off')), 1);
    await assert.rejects(wait('never/', 1), /cut off/);
    assert.deepEqual([shown().length, shown().at(-1)], [2, '']);
  });
});
