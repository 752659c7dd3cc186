import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import {
  type OwnedWorkerOptions,
  ownWorker,
  WorkerClosed,
  WorkerEnded,
  WorkerTimedOut,
} from './owned-worker.js';

/** A worker that does what a message says, and answers how many it has had. */
const FILE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    let calls = 0;
    parentPort.on('message', ({ does, value }) => {
      calls += 1;
      if (does === 'exit') process.exit(value);
      if (does === 'throw') throw new TypeError(value);
      if (does === 'print') console.log(value);
      if (does === 'complain') console.error(value);
      if (does === 'exit later') setImmediate(() => process.exit());
      if (does === 'nothing') console.log('busy');
      else if (does === 'loop') {
        console.log('busy');
        setImmediate(() => { for (;;); }); // what it printed leaves before
      } else parentPort.postMessage({ calls, value, workerData });
    });`)}`,
);

/** Of real time: longer than any call here takes. */
const TIME_LIMIT_MS = 5_000;

/** A call is closed after so many turns of the event loop or its queue: from before the start to after it. */
const MOST_TURNS = 25;

let threads: Worker[] = [];
const noteThread = (thread: Worker) => threads.push(thread);

beforeEach(() => {
  threads = [];
  process.on('worker', noteThread);
});

afterEach(async () => {
  process.off('worker', noteThread);
  await Promise.all(threads.map((thread) => thread.terminate()));
});

function own(options: Partial<OwnedWorkerOptions> = {}) {
  return ownWorker(FILE, { timeLimit: TIME_LIMIT_MS, ...options });
}

/** A worker of which a call has begun that it does not answer. */
async function busyWorker(does: 'nothing' | 'loop') {
  let log = (_line: string) => {};
  const begun = new Promise<string>((resolve) => {
    log = resolve;
  });
  const worker = own({ log: (line) => log(line) });
  const call = worker.call({ does });
  call.catch(() => {}); // looked at later
  assert.equal(await begun, 'busy');
  return { worker, call };
}

/** A thread that has ended has no number any more. */
function assertEnded(count: number): void {
  assert.deepEqual(
    threads.map(({ threadId }) => threadId),
    Array(count).fill(-1),
  );
}

describe('an owned worker', () => {
  it('is started by its first call with its data, and answers one call after the other', async () => {
    const worker = own({ data: 'given' });
    const answers = await Promise.all([1, 2, 3].map((value) => worker.call({ value })));
    assert.deepEqual(
      answers,
      [1, 2, 3].map((value) => ({ calls: value, value, workerData: 'given' })),
    );
    assert.equal(threads.length, 1);
    await worker.close();
    assertEnded(1);
  });

  it('hands what it prints to its owner, line by line', async () => {
    const lines: string[] = [];
    const worker = own({ log: (line) => lines.push(line) });
    await worker.call({ does: 'print', value: 'one\ntwo' });
    await worker.call({ does: 'complain', value: 'three' });
    await worker.close();
    assert.deepEqual(lines.sort(), ['one', 'three', 'two']);
  });

  for (const does of ['nothing', 'loop'] as const) {
    it(`is ended by a call that takes too long (${does}), and started anew by the next`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const { worker, call } = await busyWorker(does);
      const next = worker.call({});
      t.mock.timers.tick(TIME_LIMIT_MS);
      await assert.rejects(call, new WorkerTimedOut(`no answer within ${TIME_LIMIT_MS} ms`));
      assertEnded(1);
      assert.deepEqual(await next, { calls: 1, value: undefined, workerData: undefined });
      await worker.close();
      assertEnded(2);
    });
  }

  it('that exits or throws instead of an answer is started anew by the next call', async () => {
    const worker = own();
    const exited = worker.call({ does: 'exit', value: 3 });
    const threw = worker.call({ does: 'throw', value: 'no such key' });
    const answered = worker.call({});
    await assert.rejects(exited, new WorkerEnded('the worker exited with code 3 before it answered'));
    await assert.rejects(threw, (error) => {
      assert.ok(error instanceof WorkerEnded);
      assert.equal(error.message, 'no such key');
      assert.ok(error.cause instanceof TypeError);
      return true;
    });
    assert.deepEqual(await answered, { calls: 1, value: undefined, workerData: undefined });
    await worker.close();
    assertEnded(3);
  });

  it('that ends between two calls is started anew by the second', async () => {
    const worker = own();
    await worker.call({ does: 'exit later' });
    await new Promise((ended) => threads[0]?.once('exit', ended));
    assert.deepEqual(await worker.call({ value: 2 }), { calls: 1, value: 2, workerData: undefined });
    await worker.close();
    assertEnded(2);
  });

  it('that retires answers the calls made so far', async () => {
    const worker = own();
    const calls = [worker.call({ value: 1 }), worker.call({ value: 2 })];
    await worker.retire();
    assertEnded(1);
    assert.equal((await Promise.all(calls)).length, 2);
  });
});

describe('an owned worker that is closed', () => {
  for (const does of ['nothing', 'loop'] as const) {
    it(`gives up the call that it is busy with (${does}) and all that wait, and takes no other`, async () => {
      const { worker, call } = await busyWorker(does);
      const waiting = worker.call({});
      waiting.catch(() => {}); // looked at below
      await worker.close();
      assertEnded(1);
      await assert.rejects(call, WorkerClosed);
      await assert.rejects(waiting, WorkerClosed);
      await assert.rejects(worker.call({}), WorkerClosed);
      assert.equal(threads.length, 1, 'none was started for them');
    });
  }

  it('leaves no thread and no call without an end, however far its start has come', async () => {
    const turns = [() => Promise.resolve(), () => new Promise((next) => setImmediate(next))];
    for (const turn of turns) {
      for (let count = 0; count < MOST_TURNS; count += 1) {
        const worker = own();
        const outcome = worker.call({ does: 'nothing' }).catch((error: unknown) => error);
        for (let n = 0; n < count; n += 1) await turn();
        await worker.close();
        assertEnded(threads.length);
        const error = await outcome;
        assert.ok(error instanceof WorkerClosed, `closed after ${count} turns: ${error}`);
        assert.ok(
          !(error.cause instanceof WorkerTimedOut),
          `after ${count} turns it waited for the time limit`,
        );
      }
    }
    assert.ok(threads.length > 0, 'some were closed after their start');
  });

  it('may be closed again, at the same time, later, and before it was ever used', async () => {
    const { worker } = await busyWorker('loop');
    await Promise.all([worker.close(), worker.close()]);
    await worker.close();
    assertEnded(1);
    const unused = own();
    await unused.close();
    await unused.close();
    await assert.rejects(unused.call({}), WorkerClosed);
    assertEnded(1);
  });
});
