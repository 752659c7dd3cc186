import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from './options.js';
import { UsageProblem } from './problem.js';

describe('the command line', () => {
  it('means the tutorial, attended, with five minutes for a cell, when it is empty', () => {
    const options = parseOptions([], '/somewhere');
    assert.match(options.notebook, /pipeline\.ipynb$/);
    assert.deepEqual(
      { ...options, notebook: '' },
      { notebook: '', timeoutMs: 900_000, yes: false, plain: false, skipDetours: false, help: false },
    );
  });

  it('takes files from the folder where it was typed', () => {
    const options = parseOptions(['--notebook', 'a.ipynb', '--output=/tmp/b.ipynb', '--yes'], '/somewhere');
    assert.deepEqual(
      [options.notebook, options.output, options.yes],
      ['/somewhere/a.ipynb', '/tmp/b.ipynb', true],
    );
  });

  it('counts the time limit in seconds, also parts of one', () => {
    assert.equal(parseOptions(['--timeout', '0.5'], '/').timeoutMs, 500);
  });

  for (const value of ['0', '-1', 'soon', '', 'Infinity', '9999999']) {
    it(`refuses the time limit "${value}"`, () => {
      assert.throws(() => parseOptions([`--timeout=${value}`], '/'), {
        name: 'UsageProblem',
        message: /--timeout is/,
      });
    });
  }

  it('leaves out detours, speaks plainly, and takes one step by its number', () => {
    const options = parseOptions(['--skip-detours', '--plain', '--step', '3'], '/');
    assert.deepEqual([options.skipDetours, options.plain, options.step], [true, true, 3]);
    for (const value of ['', 'three', '-1', '1.5']) {
      assert.throws(() => parseOptions([`--step=${value}`], '/'), /--step is ".*": the number of a step/);
    }
  });

  it('refuses what it does not know, and a file without a name', () => {
    assert.throws(() => parseOptions(['--fast'], '/'), UsageProblem);
    assert.throws(() => parseOptions(['extra'], '/'), UsageProblem);
    assert.throws(() => parseOptions(['--output'], '/'), UsageProblem);
    assert.throws(() => parseOptions(['--output='], '/'), /--output needs the name of a file/);
  });
});
