import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { parseConfig } from './config.js';
import type { Aws } from './connect.js';
import { ensureDeliveryStream } from './delivery-stream.js';
import { StepError } from './errors.js';
import {
  awsSeconds,
  failCreation,
  flush,
  loseAnswer,
  realSeconds,
  refuseEntries,
  whatWaits,
} from './local-switches.js';
import { listObjects } from './objects.js';
import { startAws, type TestAws } from './testing/aws.js';
import { makePipeline, putText } from './testing/pipeline.js';
import { deadUrl, serve } from './testing/servers.js';

let test: TestAws;
before(async () => {
  // Slow enough that nothing is delivered by itself.
  test = await startAws({ timeScale: 100 });
  await makePipeline(test, test.settings('[Firehose]\ninterval_in_seconds = 900'));
});
after(() => test.close());

const putBatch = (count: number) =>
  test.aws.firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName: test.names.stream,
      Records: Array.from({ length: count }, (_, i) => ({ Data: Buffer.from(`${i}\n`) })),
    }),
  );

describe('the switches of local-aws', () => {
  it('refuse a share of the entries, so many times', async () => {
    await refuseEntries(test.aws, 0.5, 2);
    const counts = [];
    for (let i = 0; i < 3; i += 1) counts.push((await putBatch(10)).FailedPutCount);
    assert.deepEqual(counts, [5, 5, 0]);
  });

  it('tell what waits, and deliver it at once', async () => {
    await flush(test.aws, test.names.stream);
    const before = (await listObjects(test.aws, test.names.bucket)).length;
    assert.equal(await whatWaits(test.aws, test.names.stream), undefined);
    await putText(test, 'four');
    const waiting = await whatWaits(test.aws, test.names.stream);
    assert.deepEqual([waiting?.state, waiting?.bytes, waiting?.failures], ['buffering', 4, []]);
    await flush(test.aws, test.names.stream);
    assert.equal(await whatWaits(test.aws, test.names.stream), undefined);
    assert.equal((await listObjects(test.aws, test.names.bucket)).length, before + 1);
  });

  it('let one creation fail, with its reason', async () => {
    const names = { ...test.names, stream: 'doomed' };
    assert.equal(await failCreation(test.aws, 'doomed', 'KMS_ACCESS_DENIED', 'No key.'), true);
    const creating = ensureDeliveryStream(test.aws, test.config, names);
    await assert.rejects(creating, /CREATING_FAILED: .*KMS_ACCESS_DENIED.*No key\./);
  });

  it('lose the answer to one call that has acted', async () => {
    await flush(test.aws, test.names.stream);
    assert.equal(await loseAnswer(test.aws), true);
    await assert.rejects(putBatch(1), /hang up|ECONNRESET/);
    assert.equal((await whatWaits(test.aws, test.names.stream))?.bytes, 2);
  });

  it('say what came back when local-aws does not understand', async () => {
    await assert.rejects(
      flush(test.aws, 'no-such-stream'),
      (error) => error instanceof StepError && /no-such-stream.*HTTP 404/s.test(error.message),
    );
  });

  it('say what was asked, and what to do, when local-aws is gone', async () => {
    const gone = { target: 'local', endpoint: await deadUrl() } as Aws;
    await assert.rejects(
      flush(gone, 's'),
      (error) =>
        error instanceof StepError &&
        /Asking the local AWS for streams\/s\/flush failed.*ECONNREFUSED.*connect step/s.test(error.message),
    );
  });
});

describe('on an account of AWS', () => {
  function printedBy(t: TestContext): string[] {
    const printed: string[] = [];
    t.mock.method(console, 'log', (line: string) => printed.push(line));
    return printed;
  }

  it('every switch says that it is skipped, and asks nobody', async (t) => {
    const server = await serve();
    const printed = printedBy(t);
    try {
      const aws = { target: 'aws', endpoint: server.url } as Aws;
      await refuseEntries(aws, 0.5);
      await flush(aws, 's');
      assert.equal(await failCreation(aws, 's', 'c', 'm'), false);
      assert.equal(await loseAnswer(aws), false);
      assert.equal(await whatWaits(aws, 's'), undefined);
      assert.equal(server.requests, 0);
      assert.equal(printed.filter((line) => /^Skipped: .* is a switch of local-aws/.test(line)).length, 5);
    } finally {
      await server.close();
    }
  });

  it('time passes as it does', () => {
    const config = parseConfig('[AWS]\ntarget = aws');
    assert.deepEqual([awsSeconds(config, 2), realSeconds(config, 60)], [2, 60]);
  });
});

describe('on the local AWS', () => {
  it('time passes by the time scale', () => {
    const config = parseConfig('[AWS]\ntime_scale = 30');
    assert.deepEqual([awsSeconds(config, 2), realSeconds(config, 60)], [60, 2]);
  });
});
