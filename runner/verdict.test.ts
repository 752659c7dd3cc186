import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CellResult } from './kernel/execution.js';
import type { Step } from './steps.js';
import { toLesson } from './steps.js';
import { testNotebook } from './testing/test-project.js';
import { failureOf } from './verdict.js';

const stepOf = (...tags: string[]) => toLesson(testNotebook([{ code: '1', tags }])).steps[0] as Step;
const printed = (text: string): CellResult => ({
  status: 'ok',
  executionCount: 1,
  outputs: [{ output_type: 'stream', name: 'stdout', text }],
});
const error = { ename: 'Error', evalue: 'x', traceback: [] };

describe('the steps of a notebook', () => {
  it('are its code cells, each with the text before it and the nearest heading', () => {
    const { steps, closing } = toLesson(
      testNotebook([
        { text: '# The *lesson*\ntext' },
        { text: 'more' },
        { code: 'a' },
        { code: ' \n' },
        { text: '## Step 1: `go`' },
        { code: 'b' },
        { code: 'c' },
        { text: 'The end' },
      ]),
    );
    const seen = steps.map(({ number, code, heading, texts }) => [number, code, heading, texts.length]);
    assert.deepEqual(seen, [
      [1, 'a', 'The lesson', 2],
      [2, 'b', 'Step 1: go', 1],
      [3, 'c', 'Step 1: go', 0],
    ]);
    assert.deepEqual(closing, [{ source: 'The end' }]);
  });
});

describe('a cell that has ended', () => {
  it('has failed with the error it ended with', () => {
    assert.equal(failureOf(stepOf(), { ...printed(''), status: 'error', error }), error);
    assert.equal(failureOf(stepOf(), printed('')), undefined);
  });

  it('may fail when it is tagged so, but not hang or end the kernel', () => {
    const step = stepOf('raises-exception');
    assert.equal(failureOf(step, { ...printed(''), status: 'error', error }), undefined);
    assert.equal(failureOf(step, { ...printed(''), status: 'timeout', error }), error);
    assert.equal(failureOf(step, { ...printed(''), status: 'dead', error }), error);
  });

  it('has held as a checkpoint when a line starts with ✔ and none with ✘', () => {
    const step = stepOf('checkpoint');
    assert.equal(failureOf(step, printed('text\n\x1b[32m✔ held\x1b[39m\n')), undefined);
    assert.equal(failureOf(step, printed('✔ a\n✘ b is wrong\n'))?.evalue, '✘ b is wrong');
    assert.match(failureOf(step, printed('all is ✔\n'))?.evalue ?? '', /no line of its output starts with ✔/);
  });
});
