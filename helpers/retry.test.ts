import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryOn } from './retry.js';
import { lineOnTerminal } from './testing/terminal.js';

const options = { timeoutSeconds: 5 };

/** Throws these in their order, and then gives `done`. */
function failing(...errors: Error[]) {
  const calls = { count: 0 };
  const attempt = async () => {
    const error = errors[calls.count];
    calls.count += 1;
    if (error) throw error;
    return 'done';
  };
  return { calls, attempt };
}

describe('retryOn', () => {
  it('tries again while the error says the words, and tells of the first refusal', async () => {
    const { calls, attempt } = failing(new TypeError('not yet'), new Error('not yet, still'));
    const refusals: string[] = [];
    const onRefused = (reason: string) => refusals.push(reason);
    assert.equal(await retryOn(/not yet/, attempt, { ...options, onRefused }), 'done');
    assert.equal(calls.count, 3);
    assert.deepEqual(refusals, ['TypeError: not yet']);
  });

  it('looks for the words in the name of the error, too', async () => {
    const named = (name: string) => Object.assign(new Error('not yet'), { name });
    const { attempt } = failing(named('Early'), named('Other'));
    await assert.rejects(retryOn(/^Early: not yet$/, attempt, options), { name: 'Other' });
  });

  it('shows how long it has tried, and how long at most it will', async (t) => {
    const shown = lineOnTerminal(t);
    await retryOn(/not yet/, failing(new Error('not yet')).attempt, options);
    assert.match(shown()[0] ?? '', /^Refused, trying again … 0\.0 s, at most 5 s more$/);
    assert.equal(shown().at(-1), '');
  });

  it('throws any other error at once', async () => {
    const other = new Error('denied');
    const { calls, attempt } = failing(new Error('not yet'), other);
    await assert.rejects(retryOn(/not yet/, attempt, options), (error) => error === other);
    assert.equal(calls.count, 2);
  });

  it('throws the last refusal when the time is over', async () => {
    const refusal = new Error('not yet');
    const attempt = () => Promise.reject(refusal);
    await assert.rejects(retryOn(/not yet/, attempt, { timeoutSeconds: 0 }), (error) => error === refusal);
  });

  it('stops when it is aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const attempt = async () => {
      stop.abort(reason);
      throw new Error('not yet');
    };
    const waiting = retryOn(/not yet/, attempt, { ...options, signal: stop.signal });
    await assert.rejects(waiting, (error) => error === reason);
  });

  it('gives also a result that is undefined', async () => {
    assert.equal(await retryOn(/x/, async () => undefined, options), undefined);
  });
});
