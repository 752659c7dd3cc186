import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { CheckpointFailed, checkpoint } from './checkpoint.js';

type CheckpointArguments = Parameters<typeof checkpoint> extends [number, ...infer Rest] ? Rest : never;

/** Lets a checkpoint run, and gives what it printed and threw. */
function run(t: TestContext, ...args: CheckpointArguments) {
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  let thrown: unknown;
  try {
    checkpoint(1, ...args);
  } catch (error) {
    thrown = error;
  }
  return { printed: printed.join('\n'), thrown };
}

describe('checkpoint', () => {
  it('prints the claim when everything is as expected', (t) => {
    const facts = { account: ['1', '1'], list: [['a'], ['a']], nothing: [undefined, undefined] } as const;
    const { printed, thrown } = run(t, 'It stands', facts as never, 'the door');
    assert.equal(printed, '✔ It stands');
    assert.equal(thrown, undefined);
  });

  it('prints what differs and where to look, and throws the same', (t) => {
    const facts = { sent: [2, 2], landed: [2, 1], left: [[], ['x']] } as Record<string, [unknown, unknown]>;
    const { printed, thrown } = run(t, 'All landed', facts, 'the error log');
    const details = [
      '  landed: expected 2, the service says 1',
      '  left: expected [], the service says ["x"]',
      '  Look at: the error log',
    ].join('\n');
    assert.equal(printed, `✘ All landed\n${details}`);
    assert.ok(thrown instanceof CheckpointFailed);
    assert.equal(thrown.name, 'CheckpointFailed');
    assert.equal(thrown.message, `All landed\n${details}`);
  });

  it('tells a number from its text, and nothing from zero', (t) => {
    for (const pair of [
      [1, '1'],
      [0, undefined],
      [0, null],
      [
        [1, 2],
        [2, 1],
      ],
    ] as [unknown, unknown][]) {
      assert.ok(run(t, 'Same', { it: pair }, 'it').thrown instanceof CheckpointFailed, JSON.stringify(pair));
    }
  });
});
