import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../../clock.js';
import { RetryQueue } from './retry-queue.js';

/** A clock that knows how many timers are set. */
class CountingClock extends ManualClock {
  timers = 0;

  override after(ms: number, action: () => void): () => void {
    this.timers += 1;
    let isSet = true;
    const unset = () => {
      if (isSet) this.timers -= 1;
      isSet = false;
    };
    const cancel = super.after(ms, () => {
      unset();
      action();
    });
    return () => {
      unset();
      cancel();
    };
  }
}

/** A queue whose attempts end when the test says so. */
function controlled() {
  const clock = new CountingClock();
  const begun: string[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const queue = new RetryQueue<string>({
    clock,
    attempt: (item) => {
      begun.push(item);
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    },
  });
  const end = (how: (attempt: (typeof ends)[number]) => void) => {
    const attempt = ends.shift();
    assert.ok(attempt, 'no attempt is being made');
    how(attempt);
    return new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    begun,
    queue,
    succeed: () => end(({ resolve }) => resolve()),
    fail: (reason = 'no') => end(({ reject }) => reject(new Error(reason))),
    nextAttemptIn: () => queue.setback?.nextAttemptIn,
  };
}

describe('a retry queue', () => {
  it('attempts one item at a time, the oldest first', async () => {
    const { queue, begun, succeed } = controlled();
    queue.push('a');
    queue.push('b');
    assert.deepEqual([begun, queue.waiting], [['a'], ['a', 'b']]);
    await succeed();
    assert.deepEqual([begun, queue.waiting], [['a', 'b'], ['b']]);
    await succeed();
    assert.deepEqual(queue.waiting, []);
  });

  it('says what failed, how often, since when, and when it is tried again', async () => {
    const { clock, queue, begun, fail, succeed, nextAttemptIn } = controlled();
    const since = clock.now();
    queue.push('a');
    assert.equal(queue.setback, undefined);
    await fail('first');
    assert.deepEqual(queue.setback, { reason: 'first', attempts: 1, since, nextAttemptIn: 1_000 });
    queue.push('b');
    clock.advance(400);
    assert.equal(nextAttemptIn(), 600);
    assert.deepEqual(begun, ['a'], 'what comes later waits behind it');
    clock.advance(600);
    assert.equal(nextAttemptIn(), 0);
    await fail('second');
    assert.deepEqual(queue.setback, { reason: 'second', attempts: 2, since, nextAttemptIn: 2_000 });
    clock.advance(2_000);
    await succeed();
    assert.equal(queue.setback, undefined);
    assert.deepEqual(begun, ['a', 'a', 'a', 'b']);
  });

  it('tries again at once when it is told to, and its answer does not wait for the pause after that', async () => {
    const { clock, queue, begun, fail } = controlled();
    queue.push('a');
    await fail();
    const retried = queue.retryNow();
    assert.deepEqual([begun, clock.timers], [['a', 'a'], 0]);
    await fail();
    await retried;
    assert.equal(clock.timers, 1);
  });

  it('that is stopped during a pause, or an attempt that then fails, leaves no timer', async () => {
    const pausing = controlled();
    pausing.queue.push('a');
    await pausing.fail();
    await pausing.queue.stop();
    assert.equal(pausing.clock.timers, 0);

    const attempting = controlled();
    attempting.queue.push('a');
    const stopped = attempting.queue.stop();
    await attempting.fail();
    await stopped;
    assert.equal(attempting.clock.timers, 0);
    attempting.queue.push('b');
    await attempting.queue.retryNow();
    assert.deepEqual(attempting.begun, ['a']);
  });
});
