import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { findings, report } from './preflight.js';
import { makeProject } from './testing/project.js';

const isRoot = process.getuid?.() === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const notFine = (all: ReturnType<typeof findings>) =>
  all.filter(({ isFine }) => !isFine).map(({ what }) => what);

function reported(t: TestContext, all: ReturnType<typeof findings>) {
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  let thrown: unknown;
  try {
    report(all);
  } catch (error) {
    thrown = error;
  }
  return { printed: printed.join('\n'), thrown };
}

describe('the findings of the preflight', () => {
  it('are all fine in the project folder', async (t) => {
    const project = makeProject();
    try {
      const all = findings(project.folder);
      assert.deepEqual(notFine(all), []);
      const { printed, thrown } = reported(t, all);
      assert.equal(thrown, undefined);
      assert.match(printed, /^ok {2}Node \d+\.\d+\.\d+$/m);
      assert.equal(printed.split('\n').length, all.length);
    } finally {
      await project.remove();
    }
  });

  it('name everything that another folder lacks, each with what to do', (t) => {
    const { printed, thrown } = reported(t, findings(folder));
    assert.match(printed, /^!! {2}the project folder\n {4}Open pipeline\.ipynb where it lies/m);
    assert.match(printed, /^!! {2}the packages of package\.json\n {4}Run "npm ci"/m);
    assert.match(printed, /^!! {2}the local AWS\n {4}Run "npm run build"/m);
    assert.match(String(thrown), /Not ready: 3 of 5 findings/);
  });

  it('say that the folder cannot be written to', {
    skip: isRoot && 'root may write everywhere',
  }, async (t) => {
    const project = makeProject();
    chmodSync(project.folder, 0o555);
    try {
      const { printed, thrown } = reported(t, findings(project.folder));
      assert.match(
        printed,
        /^!! {2}the project folder, which you may not write to\n {4}Give yourself the right/m,
      );
      assert.match(String(thrown), /Not ready: 1 of 5 findings/);
    } finally {
      chmodSync(project.folder, 0o755);
      await project.remove();
    }
  });

  it('tell an old Node from one that will do', () => {
    const versions = ['18.20.8', '20.18.1', '20.19.0', '22.0.0'];
    const old = versions.filter((version) => !findings(folder, version)[0]?.isFine);
    assert.deepEqual(old, ['18.20.8', '20.18.1']);
  });

  it('hold every problem of the settings', (t) => {
    writeFileSync(join(folder, 'dl.cfg'), '[AWS]\ntarget = moon\n[Firehose]\nsize_in_mb = 0\n');
    const all = findings(folder);
    const { printed } = reported(t, all);
    assert.ok(notFine(all).includes('the settings in dl.cfg'));
    assert.match(
      printed,
      /!! {2}the settings in dl\.cfg\n {4}.*has 2 problems:\n.*target = moon.*\n.*size_in_mb = 0/,
    );
  });
});
