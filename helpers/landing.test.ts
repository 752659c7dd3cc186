import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { StepError } from './errors.js';
import { counterOf, newRun, ofRun, readRun, untilLanded } from './landing.js';
import type { Measurement } from './sensor.js';
import { startAws, type TestAws } from './testing/aws.js';

let test: TestAws;
before(async () => {
  test = await startAws();
  await ensureBucket(test.aws, test.names.bucket);
});
after(() => test.close());

const put = (key: string, ...ids: (string | undefined)[]) =>
  test.aws.s3.send(
    new PutObjectCommand({
      Bucket: test.names.bucket,
      Key: `measurements/${key}`,
      Body: ids.map((id) => JSON.stringify({ station: 'A', id })).join('\n'),
    }),
  );

describe('a run', () => {
  it('has a name that no other one has, and picks its own measurements', () => {
    const names = Array.from({ length: 50 }, newRun);
    assert.ok(
      names.every((name) => /^[a-z0-9]{8,14}$/.test(name)),
      names.join(),
    );
    const mine = (id?: string) => ofRun('abc')({ id } as Measurement);
    assert.deepEqual(['abc/1', 'abcd/1', 'x/abc/1', undefined].map(mine), [true, false, false, false]);
  });

  it('is counted and read apart from all others under the prefix', async () => {
    const count = counterOf(test, 'one');
    assert.equal(await count(), 0);
    await put('1', 'one/1', 'two/1', undefined);
    assert.equal(await count(), 1);
    await put('2', 'one/2');
    assert.equal(await count(), 2);
    const ids = (await readRun(test, 'one')).map(({ id }) => id);
    assert.deepEqual(ids, ['one/1', 'one/2']);
  });

  it('is waited for', async () => {
    let looks = 0;
    const onProgress = ({ landed }: { landed: number }) => {
      looks += 1;
      assert.equal(landed, 0);
      if (looks === 1) void put('3', 'late/1');
    };
    assert.equal(await untilLanded(test, 'late', 1, { onProgress }), 1);
    assert.ok(looks > 0);
  });

  it('is told what is left: of the interval, or of patience when the interval is over already', async () => {
    const leftOf = async (options: { isOverdue?: boolean }) => {
      const stop = new AbortController();
      const said: string[] = [];
      const onProgress = ({ left }: { left: string }) => stop.abort(new Error(`enough ${said.push(left)}`));
      await assert.rejects(untilLanded(test, 'never', 1, { ...options, onProgress, signal: stop.signal }));
      return said[0] ?? '';
    };
    const [flushes, retries] = [await leftOf({}), await leftOf({ isOverdue: true })];
    assert.match(flushes, /^about \d+ AWS seconds until the buffer flushes$|^the buffer flushes now$/);
    assert.equal(retries, 'Firehose tries again: at most 3 min more here');
  });

  it('is given up after the seconds of AWS that are named', async () => {
    const waiting = untilLanded(test, 'never', 1, { withinSeconds: 3 });
    await assert.rejects(
      waiting,
      (error) =>
        error instanceof StepError &&
        /\(0 landed\) failed.*Waited 3 AWS seconds \(0\.1 s here\)/s.test(error.message),
    );
  });

  it('is no longer waited for after an abort', async () => {
    const reason = new Error('enough');
    const waiting = untilLanded(test, 'never', 1, { signal: AbortSignal.abort(reason) });
    await assert.rejects(waiting, (error) => error === reason);
  });
});
