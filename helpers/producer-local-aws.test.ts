import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { activeStream, givenBucketAndRole, landed } from '../local-aws/src/firehose/testing/pipeline.js';
import { askControl } from '../local-aws/src/testing/control.js';
import { type LocalAwsUnderTest, startLocalAws } from '../local-aws/src/testing/harness.js';
import { Producer } from './producer.js';
import { lines, sendAll, texts } from './testing/producing.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
});
afterEach(async () => {
  await askControl(local, 'DELETE /faults');
});
after(() => local.close());

/** Sends records through local-aws to a new stream, and gives what landed in S3. */
async function sent(stream: string, faults: object[], records: string[]): Promise<string[]> {
  await activeStream(local, stream, { Prefix: `${stream}/` });
  for (const fault of faults) await askControl(local, 'POST /faults', fault);
  const producer = new Producer(local.firehose, stream, { firstPauseMs: 1 });
  await sendAll(producer, records);
  await askControl(local, 'DELETE /faults');
  await askControl(local, `POST /streams/${stream}/flush`);
  const objects = await landed(local, `${stream}/`);
  return objects.flatMap(({ text }) => text.split(/(?<=\n)/));
}

describe('through local-aws', () => {
  const put = { operation: 'PutRecordBatch' };

  it('every record lands once while entries are refused, calls fail and connections are cut before', async () => {
    const faults = [
      { ...put, refuseShare: 0.3 },
      { ...put, times: 2, answer: { status: 500, code: 'InternalFailure' } },
      { ...put, times: 2, answer: { status: 503, code: 'ServiceUnavailableException' } },
      { ...put, times: 2, answer: { status: 400, code: 'ThrottlingException' } },
      { ...put, times: 2, cut: 'before' },
    ];
    assert.deepEqual((await sent('once', faults, texts(3_000))).sort(), lines(texts(3_000)));
  });

  it('every record lands, and twice those whose answer was lost', async () => {
    const found = await sent('twice', [{ ...put, times: 1, cut: 'after' }], texts(300));
    assert.deepEqual(found.sort(), lines([...texts(300), ...texts(300)]).sort());
  });

  it('a clock that is wrong is corrected', async () => {
    await activeStream(local, 'late', { Prefix: 'late/' });
    const { firehose } = local.as(local.server.credentials, { systemClockOffset: -3_600_000 });
    const producer = new Producer(firehose, 'late', { firstPauseMs: 1 });
    await sendAll(producer, texts(3));
    assert.deepEqual([producer.counters.accepted, producer.counters.calls], [3, 2]);
    assert.equal(producer.counters.possibleDuplicates, 0);
  });
});
