/** The lesson where there is no network at all: a network namespace that has nothing but its own loopback (Linux). */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';

const QUICK = '[AWS]\ntime_scale = 100\n';
const LONGEST_RUN_MS = 240_000;

/** What runs a command without a network; `ip` is needed to switch loopback on. */
const OFFLINE = ['unshare', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

const tried = spawnSync('unshare', [...OFFLINE.slice(1), 'true'], { encoding: 'utf8' });
const complaint = tried.error?.message ?? tried.stderr.trim();
const isPossible = tried.status === 0;

/** Runs a script of this project without a network. */
async function offline(folder: string, args: string[]): Promise<{ code: number | null; out: string }> {
  const [command = '', ...rest] = OFFLINE;
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const script = [process.execPath, '--import', import.meta.resolve('tsx'), ...args];
  const child = spawn(command, [...rest, ...script], {
    ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] as const, timeout: LONGEST_RUN_MS },
  });
  const ended = once(child, 'close');
  const [out, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code, out: out + complaints };
}

/** Silence would look as if offline use had been proven. */
function isSkipped(t: TestContext): boolean {
  if (isPossible) return false;
  const why = `NOT PROVEN HERE: offline use. This machine makes no network namespace (${complaint})`;
  process.stderr.write(`\n!!! ${why}\n\n`);
  t.skip(why);
  return true;
}

describe('without a network', () => {
  let clone: CleanCopy;
  before(() => {
    clone = createCleanCopy();
    writeFileSync(join(clone.folder, 'dl.cfg'), QUICK);
  });
  after(() => clone.remove());

  it('there really is none in these tests: an address elsewhere cannot be reached', async (t) => {
    if (isSkipped(t)) return;
    const code = `
      import { networkInterfaces } from 'node:os';
      console.log(Object.keys(networkInterfaces()));
      await fetch('http://192.0.2.1/').catch((error) => console.log(error.cause.code));`;
    const { out } = await offline(clone.folder, ['--input-type=module', '--eval', code]);
    assert.equal(out.trim(), "[ 'lo' ]\nENETUNREACH");
  });

  it('the script runs to its end: sent = accepted = landed, and nothing is left', async (t) => {
    if (isSkipped(t)) return;
    const { code, out } = await offline(clone.folder, ['main.ts']);
    assert.equal(code, 0, out);
    assert.match(out, /✔ sent = accepted = landed: 2922/);
    assert.match(out, /✔ Nothing is left/);
  });

  it('all cells of the notebook run, in the kernel, and every checkpoint holds', async (t) => {
    if (isSkipped(t)) return;
    const { code, out } = await offline(clone.folder, [join('runner', 'main.ts'), '--yes']);
    assert.equal(code, 0, out);
    assert.match(out, /\d+ cells run, 8 checkpoints held, 0 failed/);
  });
});
