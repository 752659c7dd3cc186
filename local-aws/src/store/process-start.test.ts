import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isRunning, processStart } from './process-start.js';

const deadPid = spawnSync(process.execPath, ['--version']).pid;

const notLinux = process.platform !== 'linux' && 'only Linux says when a process started';

describe('whether a process still runs', () => {
  it('is known for this one and for one that has ended', () => {
    assert.equal(isRunning(process.pid, processStart(process.pid)), true);
    assert.equal(isRunning(process.pid, undefined), true);
    assert.equal(isRunning(deadPid, undefined), false);
    assert.equal(isRunning(deadPid, '1'), false);
    assert.equal(processStart(deadPid), undefined);
  });

  it('is denied for a later process with the same id', { skip: notLinux }, () => {
    assert.equal(isRunning(process.pid, `${processStart(process.pid)}1`), false);
  });

  it('is denied for one that has ended but whose parent does not look', { skip: notLinux }, async (t) => {
    // The shell becomes a program that never asks after the child that the shell started.
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60']);
    t.after(() => parent.kill('SIGKILL'));
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    const start = processStart(pid);
    assert.ok(start);
    for (let left = 500; isRunning(pid, start) && left > 0; left -= 1) await wait(10);
    assert.equal(isRunning(pid, start), false);
    assert.equal(processStart(pid), start, 'it is still listed');
  });
});
