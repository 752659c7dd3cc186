/** A failure of local-aws itself in processing costs no record: they are processed again (decided by us). */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { eventually } from '../../testing/eventually.js';
import type { LocalAwsUnderTest } from '../../testing/harness.js';
import { activeStream, deliver, landed, oneLands, put, reports, SECOND } from '../testing/pipeline.js';
import { lambda, processing, writeFunction } from '../testing/processors.js';
import { allowInvoking, startWithFunctions } from '../testing/with-functions.js';

let local: LocalAwsUnderTest;
let close: () => Promise<void>;
beforeEach(async () => {
  const started = await startWithFunctions();
  ({ local, close } = started);
  await allowInvoking(local);
  writeFunction(
    started.folder,
    'return { records: event.records.map((r) => ok(r, text(r).toUpperCase())) };',
  );
  await activeStream(local, 's', processing(lambda({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '10' })));
});
afterEach(async () => {
  mock.restoreAll();
  await close();
});

/** Breaks what processing needs, as a bug would. */
function breakRoles() {
  return mock.method(local.server.account.iam, 'role', () => {
    throw new TypeError('a bug');
  }).mock;
}

describe('an unexpected failure in processing', () => {
  it('is in the log, and its records are processed after a pause, in their order', async () => {
    const roles = breakRoles();
    await put(local, 's', 'a');
    local.clock.advance(10 * SECOND);
    await eventually(async () => assert.equal((await reports(local)).length, 1));
    assert.match(
      (await reports(local))[0] ?? '',
      /deliverystream\/s: local-aws failed to process: TypeError: a bug \(attempt 1, 1 records kept\)$/,
    );
    await put(local, 's', 'b');
    local.clock.advance(SECOND);
    await eventually(async () =>
      assert.match((await reports(local))[1] ?? '', /\(attempt 2, 1 records kept\)$/),
    );
    roles.restore();
    local.clock.advance(2 * SECOND);
    await eventually(() => assert.equal(processed(), 1));
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'AB');
  });

  it('does not hold up a flush, which tries again at once', async () => {
    const roles = breakRoles();
    await put(local, 's', 'a');
    await deliver(local);
    assert.deepEqual(await landed(local), []);
    roles.restore();
    await deliver(local);
    assert.equal((await oneLands(local)).text, 'A');
  });

  it('leaves nothing behind when the server stops', async () => {
    breakRoles();
    await put(local, 's', 'a');
    await deliver(local);
    await local.server.account.stop();
    local.clock.advance(3_600 * SECOND);
    assert.equal((await reports(local)).length, 1);
  });
});

function processed(): number | undefined {
  const { firehose } = local.server.account;
  return firehose.metrics(firehose.get('s')).snapshot()['SucceedProcessing.Records'];
}
