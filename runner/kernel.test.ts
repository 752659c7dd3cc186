import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startKernel } from './kernel.js';

describe('starting a kernel', () => {
  let folder: string;
  const realTemporary = process.env.TMPDIR;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kernel-'));
    process.env.TMPDIR = folder;
  });
  after(() => {
    if (realTemporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = realTemporary;
    rmSync(folder, { recursive: true });
  });

  /** A kernelspec whose kernel is a program of one line. */
  function kernelOf(program: string): string {
    const spec = {
      argv: ['node', '-e', program, '{connection_file}'],
      display_name: 'test',
      language: 'test',
    };
    writeFileSync(join(folder, 'kernel.json'), JSON.stringify(spec));
    return folder;
  }

  it('fails with what the kernel said when it ends at once, and leaves no connection file', async () => {
    const kernelFolder = kernelOf("console.error('no such luck'); process.exit(7);");
    await assert.rejects(startKernel({ cwd: folder, kernelFolder }), {
      name: 'Problem',
      message: 'The kernel ended while it was starting (exit code 7), saying:\nno such luck',
    });
    assert.deepEqual(readdirSync(folder), ['kernel.json']);
  });

  it('fails when the folder to run in is not there', async () => {
    const kernelFolder = kernelOf('');
    await assert.rejects(
      startKernel({ cwd: join(folder, 'none'), kernelFolder }),
      /could not be started.*ENOENT/s,
    );
  });

  it('can be aborted while the kernel does not answer', async () => {
    const kernelFolder = kernelOf('setInterval(() => {}, 1000);');
    const stop = new AbortController();
    const starting = startKernel({ cwd: folder, kernelFolder, signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await assert.rejects(starting, /The kernel ended while it was starting \(killed by SIGTERM\)/);
    assert.deepEqual(readdirSync(folder), ['kernel.json']);
  });
});
