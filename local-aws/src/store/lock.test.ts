import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { takeLock } from './lock.js';
import { processStart } from './process-start.js';
import { openStore } from './store.js';
import { StoreError } from './store-error.js';
import { type Child, startChild } from './testing/child.js';
import { OWNER, temporaryFolder } from './testing/folders.js';

const RIVALS = 3;

const noStart = processStart(process.pid) === undefined && 'this system does not say when a process started';

/** A process id that nobody has any more. */
const deadPid = spawnSync(process.execPath, ['--version']).pid;

/** A folder with a lock as `holder` would have left it. */
function lockedBy(t: TestContext, holder: object | string): string {
  const folder = join(temporaryFolder(t), 'lock');
  mkdirSync(folder);
  writeFileSync(join(folder, '7'), typeof holder === 'string' ? holder : JSON.stringify(holder));
  return folder;
}

async function ask(child: Child, command: string): Promise<string> {
  child.process.stdin.write(`${command}\n`);
  return child.nextLine();
}

describe('the lock of a folder', () => {
  it('is taken once, and again after it was released', (t) => {
    const folder = join(temporaryFolder(t), 'lock');
    for (let round = 0; round < 20; round += 1) {
      const lock = takeLock(folder);
      assert.throws(() => takeLock(folder), StoreError);
      lock.release();
      lock.release();
    }
    assert.ok(readdirSync(folder).length <= 2, 'old locks are cleared away');
  });

  it('names folder, process and remedy when a store is open in this process', async (t) => {
    const folder = temporaryFolder(t);
    const store = await openStore(folder, OWNER);
    const expected = `${folder} is in use by process ${process.pid} (local-aws) — stop it or use another --data folder`;
    await assert.rejects(openStore(folder, OWNER), { name: 'StoreError', message: expected });
    store.table<number>('t').put('k', 1);
    await store.close();
    await (await openStore(folder, OWNER)).close();
  });

  it('is held by another process until that is killed', async (t) => {
    const folder = join(temporaryFolder(t), 'lock');
    const other = startChild(t, 'lock-rival.ts', []);
    assert.equal(await ask(other, `take\t${folder}`), 'won');
    assert.throws(() => takeLock(folder), new RegExp(`in use by process ${other.process.pid} `));
    other.process.kill('SIGKILL');
    await other.ended;
    takeLock(folder).release();
  });

  it('is taken over from a process that is gone', (t) => {
    for (const holder of [{ pid: deadPid }, { pid: deadPid, start: '1' }, '', '{"pid":1', '{}']) {
      takeLock(lockedBy(t, holder)).release();
    }
  });

  it('is taken over when another process has got the id of the one that is gone', { skip: noStart }, (t) => {
    takeLock(lockedBy(t, { pid: process.ppid, start: '1' })).release();
    const folder = lockedBy(t, { pid: process.ppid, start: processStart(process.ppid) });
    assert.throws(() => takeLock(folder), /in use by process/);
  });

  it('is not taken from a process of which only the id is known, and which runs', (t) => {
    assert.throws(() => takeLock(lockedBy(t, { pid: process.ppid })), /in use by process/);
  });

  it('goes to exactly one of many processes that start at once', async (t) => {
    const rivals = Array.from({ length: RIVALS }, () => startChild(t, 'lock-rival.ts', []));
    for (let round = 0; round < 40; round += 1) {
      const fresh = join(temporaryFolder(t), 'lock');
      const folder = round % 2 === 0 ? fresh : lockedBy(t, { pid: deadPid, start: '1' });
      const answers = await Promise.all(rivals.map((rival) => ask(rival, `take\t${folder}`)));
      const winners = answers.filter((answer) => answer === 'won');
      assert.equal(winners.length, 1, answers.join('\n'));
      const losers = answers.filter((answer) => /is in use by process \d+/.test(answer));
      assert.equal(losers.length, RIVALS - 1, answers.join('\n'));
    }
  });

  it('is never held by two of many processes that keep taking and releasing it', async (t) => {
    const folder = lockedBy(t, { pid: deadPid, start: '1' });
    const rivals = Array.from({ length: RIVALS }, () => startChild(t, 'lock-rival.ts', []));
    const answers = await Promise.all(rivals.map((rival) => ask(rival, `contend\t${folder}\t200`)));
    assert.deepEqual(answers, Array(RIVALS).fill('done'));
  });
});
