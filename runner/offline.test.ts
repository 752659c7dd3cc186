/** The lesson where there is no network at all: a network namespace that has nothing but its own loopback (Linux). */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';
import { isSkipped, runIsolated } from './testing/namespace.js';

const WHAT = 'offline use';
const QUICK = '[AWS]\ntime_scale = 100\n';

describe('without a network', () => {
  let clone: CleanCopy;
  before(() => {
    clone = createCleanCopy();
    writeFileSync(join(clone.folder, 'dl.cfg'), QUICK);
  });
  after(() => clone.remove());

  it('there really is none in these tests: an address elsewhere cannot be reached', async (t) => {
    if (isSkipped(t, WHAT)) return;
    const code = `
      import { networkInterfaces } from 'node:os';
      console.log(Object.keys(networkInterfaces()));
      await fetch('http://192.0.2.1/').catch((error) => console.log(error.cause.code));`;
    const { out } = await runIsolated(clone.folder, ['--input-type=module', '--eval', code]);
    assert.equal(out.trim(), "[ 'lo' ]\nENETUNREACH");
  });

  it('the script runs to its end: sent = accepted = landed, and nothing is left', async (t) => {
    if (isSkipped(t, WHAT)) return;
    const { code, out } = await runIsolated(clone.folder, ['main.ts']);
    assert.equal(code, 0, out);
    assert.match(out, /✔ sent = accepted = landed: 2922/);
    assert.match(out, /✔ Nothing is left/);
  });

  it('the notebook runs in the kernel, without its detours, and every checkpoint holds', async (t) => {
    if (isSkipped(t, WHAT)) return;
    const { code, out } = await runIsolated(clone.folder, [
      join('runner', 'main.ts'),
      '--yes',
      '--skip-detours',
    ]);
    assert.equal(code, 0, out);
    assert.match(out, /\d+ cells run, 8 checkpoints held, 0 failed/);
  });
});
