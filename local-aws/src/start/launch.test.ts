import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

type Chunk = (module: object, exports: object, require: () => object, launchUrl: string) => void;

/** What build.mjs makes of local-aws has this form: chunks by their names. */
const chunks = (texts: Record<string, string>) =>
  `({${Object.entries(texts).map(
    ([name, text]) => `${JSON.stringify(name)}(module, exports, require, launchUrl) {${text}}`,
  )}})`;

/** A chunk that says this, and where the launcher is. */
const saying = (text: string) =>
  `require('node:process').stdout.write(${JSON.stringify(text)} + launchUrl + '\\n');`;

describe('the launcher', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'launch ä-')); // a path that an address must escape
    copyFileSync(fileURLToPath(new URL('launch.cjs', import.meta.url)), join(folder, 'local-aws.cjs'));
  });
  beforeEach(() => {
    for (const name of ['start.code', 'later.code', 'later.cjs']) rmSync(join(folder, name), { force: true });
    write('start.cjs', { './main.js': saying('said ') });
  });
  after(() => rmSync(folder, { recursive: true }));

  function write(file: string, texts: Record<string, string>) {
    writeFileSync(join(folder, file), chunks(texts));
  }

  /** What V8 has compiled when each chunk has run once. */
  function writeCode(file: string, texts: Record<string, string>) {
    const script = new Script(chunks(texts));
    const quiet = () => ({ stdout: { write: () => {} } });
    for (const run of Object.values(script.runInThisContext() as Record<string, Chunk>))
      run({}, {}, quiet, '');
    writeFileSync(join(folder, file), script.createCachedData());
  }

  function run() {
    const file = join(folder, 'local-aws.cjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    return { status, stderr, said: stdout.replaceAll(pathToFileURL(file).href, 'from its address') };
  }

  function launch() {
    const { status, stderr, said } = run();
    assert.deepEqual([status, stderr], [0, '']);
    return said.trim().split('\n');
  }

  it('runs the main chunk, without compiled code', () => {
    assert.deepEqual(launch(), ['said from its address']);
  });

  it('runs it also when the compiled code is no such thing', () => {
    writeFileSync(join(folder, 'start.code'), 'not from V8');
    assert.deepEqual(launch(), ['said from its address']);
  });

  it('runs it also when the code was compiled of another one', () => {
    writeCode('start.code', { './main.js': saying('something else, and longer ') });
    assert.deepEqual(launch(), ['said from its address']);
  });

  it('runs the compiled code instead of compiling, which shows where both differ in secret', () => {
    writeCode('start.code', { './main.js': saying('SAID ') });
    assert.deepEqual(launch(), ['SAID from its address']);
  });

  it('runs each chunk once, whoever asks for it, and gives all the same', () => {
    write('start.cjs', {
      './main.js': "require('./a.js').count(); require('./b.js'); console.log(require('./a.js').count());",
      './a.js': 'let n = 0; exports.count = () => ++n;',
      './b.js': "require('./a.js').count();",
    });
    assert.deepEqual(launch(), ['3']);
  });

  it('opens the second file when a chunk of it is asked for, with its compiled code', () => {
    write('start.cjs', {
      './main.js': "console.log('first'); setImmediate(() => require('./late.js'));",
    });
    write('later.cjs', { './late.js': saying('then ') });
    writeCode('later.code', { './late.js': saying('THEN ') });
    assert.deepEqual(launch(), ['first', 'THEN from its address']);
  });

  it('does not look at the second file before', () => {
    writeFileSync(join(folder, 'later.cjs'), 'no JavaScript');
    assert.deepEqual(launch(), ['said from its address']);
  });

  it('says so when the second file is of another build, or gone', () => {
    write('start.cjs', { './main.js': "require('./late-1.js');" });
    const rebuilt =
      /local-aws has been built anew since it was started \(no \.\/late-1\.js\): start it again/;
    assert.match(run().stderr, rebuilt);
    write('later.cjs', { './late-2.js': '' });
    assert.match(run().stderr, rebuilt);
  });
});
