import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/** What esbuild makes of local-aws has this form: a function of `require` and the launcher's address. */
const bundle = (text: string) =>
  `(function (require, launchUrl) { require('node:process').stdout.write(${JSON.stringify(text)} + launchUrl); })`;

describe('the launcher', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'launch ä-')); // a path that an address must escape
    copyFileSync(fileURLToPath(new URL('launch.cjs', import.meta.url)), join(folder, 'local-aws.cjs'));
    writeFileSync(join(folder, 'bundle.cjs'), bundle('said '));
  });
  after(() => rmSync(folder, { recursive: true }));

  function launch() {
    const file = join(folder, 'local-aws.cjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
    return stdout.replace(pathToFileURL(file).href, 'from its address');
  }

  it('runs the bundle beside it, without compiled code', () => {
    assert.equal(launch(), 'said from its address');
  });

  it('runs the bundle also when the compiled code is no such thing', () => {
    writeFileSync(join(folder, 'bundle.code'), 'not from V8');
    assert.equal(launch(), 'said from its address');
  });

  it('runs the bundle also when the code was compiled of another one', () => {
    const other = new Script(bundle('something else, and longer '));
    writeFileSync(join(folder, 'bundle.code'), other.createCachedData());
    assert.equal(launch(), 'said from its address');
  });

  it('runs the compiled code instead of compiling, which shows where both differ in secret', () => {
    const sameLength = new Script(bundle('SAID '));
    writeFileSync(join(folder, 'bundle.code'), sameLength.createCachedData());
    assert.equal(launch(), 'SAID from its address');
  });
});
