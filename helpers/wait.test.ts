import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WaitTimeout, waitFor } from './wait.js';

describe('waitFor', () => {
  it('gives what the first look finds, without a pause and without progress', async () => {
    const progress: number[] = [];
    const onProgress = (seconds: number) => progress.push(seconds);
    assert.equal(await waitFor('it', async () => 'found', { timeoutSeconds: 0, onProgress }), 'found');
    assert.deepEqual(progress, []);
  });

  it('takes every value but undefined for found', async () => {
    for (const value of [0, '', false, null]) {
      assert.equal(await waitFor<unknown>('it', async () => value, { timeoutSeconds: 0 }), value);
    }
  });

  it('looks again until something is found, and tells the seconds after each look in vain', async () => {
    const progress: number[] = [];
    let looks = 0;
    const look = async () => (++looks === 3 ? 'found' : undefined);
    const options = { timeoutSeconds: 60, onProgress: (seconds: number) => progress.push(seconds) };
    assert.equal(await waitFor('it', look, options), 'found');
    assert.equal(progress.length, 2);
    assert.ok((progress[0] ?? 1) < (progress[1] ?? 0));
  });

  it('gives up at the end, naming what did not come', async () => {
    await assert.rejects(
      waitFor('the rain', async () => undefined, { timeoutSeconds: 0 }),
      (error) => error instanceof WaitTimeout && error.message === 'Waited 0 s for the rain, in vain.',
    );
  });

  it('tells how long it waited in the time of AWS, where that passes faster', async () => {
    const { message } = new WaitTimeout('the rain', 2, 30);
    assert.equal(message, 'Waited 60 AWS seconds (2 s here) for the rain, in vain.');
    await assert.rejects(
      waitFor('the rain', async () => undefined, { timeoutSeconds: 0, timeScale: 30 }),
      /^WaitTimeout: Waited 0 AWS seconds \(0 s here\) for the rain/,
    );
  });

  it('has its last look at the end of the time, not a whole pause later', async (t) => {
    const order: string[] = [];
    const look = async () => void order.push('look');
    const [start, last] = [Date.now(), 1_999]; // of two seconds one millisecond is left after the first look
    t.mock.method(Date, 'now', () => start + order.length * last);
    const muchLater = sleep(150).then(() => order.push('much later'));
    await assert.rejects(waitFor('it', look, { timeoutSeconds: 2 }), WaitTimeout);
    await muchLater;
    assert.deepEqual(order, ['look', 'look', 'much later']);
  });

  it('passes on at once what a look throws', async () => {
    const fault = new Error('no');
    const look = () => Promise.reject(fault);
    await assert.rejects(waitFor('it', look, { timeoutSeconds: 60 }), (error) => error === fault);
  });

  it("throws the signal's reason, and does not look, when it is aborted before", async () => {
    const reason = new Error('enough');
    let looks = 0;
    const look = async () => ++looks;
    await assert.rejects(
      waitFor('it', look, { timeoutSeconds: 60, signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
    assert.equal(looks, 0);
  });

  it("throws the signal's reason when it is aborted in a pause", async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => setImmediate(() => stop.abort(reason));
    await assert.rejects(
      waitFor('it', async () => undefined, { timeoutSeconds: 60, signal: stop.signal, onProgress }),
      (error) => error === reason,
    );
  });

  it('ends by the signal even while a look hangs', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const look = () => {
      setImmediate(() => stop.abort(reason));
      return new Promise<undefined>(() => {});
    };
    await assert.rejects(
      waitFor('it', look, { timeoutSeconds: 60, signal: stop.signal }),
      (error) => error === reason,
    );
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    let looks = 0;
    await waitFor('it', async () => (++looks === 3 ? true : undefined), { timeoutSeconds: 60, signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});
