import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { type CellResult, type Kernel, startKernel } from '../runner/kernel.js';
import { plainText } from '../runner/terminal/plain-text.js';
import { createTestProject, type TestProject } from '../runner/testing/test-project.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const jupyterPath = join(root, 'jupyter');

describe('the tslab kernel as this project starts it', () => {
  let project: TestProject;
  let kernel: Kernel;

  before(async () => {
    project = createTestProject();
    const kernelFolder = join(project.folder, 'kernels', 'tslab');
    cpSync(join(jupyterPath, 'kernels', 'tslab'), kernelFolder, { recursive: true });
    kernel = await startKernel({ cwd: project.folder, kernelFolder });
  });
  after(async () => {
    await kernel?.shutdown();
    project.remove();
  });

  it('runs from, and in, a folder with a space in its name', async () => {
    const result = await kernel.execute('process.cwd()');
    assert.match(project.folder, / /);
    assert.equal(textOf(result).trim(), project.folder);
  });

  it('delivers 1,500 lines of one cell', async () => {
    const result = await kernel.execute('for (let i = 0; i < 1500; i++) console.log(i);');
    assert.equal(textOf(result), `${Array.from({ length: 1500 }, (_, index) => index).join('\n')}\n`);
  });

  it('delivers the output and the end of 400 quick cells', async () => {
    const cells = Array.from({ length: 400 }, (_, index) => kernel.execute(`console.log(${index});`));
    const results = await Promise.all(cells);
    assert.deepEqual(
      results.map(textOf),
      Array.from({ length: 400 }, (_, index) => `${index}\n`),
    );
    const counts = results.map((result) => result.executionCount ?? 0);
    assert.deepEqual(
      counts,
      Array.from({ length: 400 }, (_, index) => (counts[0] ?? 0) + index),
    );
  });

  it('finds a helper that was missing when it was first imported', async () => {
    const use = "import { late } from './helpers/late.js';\nlate;";
    mkdirSync(join(project.folder, 'helpers'), { recursive: true });
    assert.equal((await kernel.execute(use)).error?.ename, 'TypeCheckError');

    writeFileSync(join(project.folder, 'helpers', 'late.ts'), 'export const late = 42;\n');
    const found = await untilItRuns(kernel, use);
    assert.equal(textOf(found), '42\n');
  });

  it('goes on when files appear beside the notebook while a cell runs', async () => {
    const waiting = kernel.execute('await new Promise((resolve) => setTimeout(resolve, 600));');
    for (const name of ['one.ts', 'two.ts', 'package.json']) {
      writeFileSync(join(project.folder, 'helpers', name), name === 'package.json' ? '{}' : 'export {};\n');
    }
    await waiting;
    assert.equal(textOf(await kernel.execute('1 + 1')), '2\n');
    assert.equal(textOf(await kernel.execute('2 + 2')), '4\n');
  });

  it('knows names of earlier cells in the shorthand { Bucket }', async () => {
    await kernel.execute("import { sep } from 'node:path';\nconst Bucket = 'b';\nconst fn = () => 'called';");
    const result = await kernel.execute(
      "const all = { Bucket, fn, sep };\nconsole.log(all.Bucket, all.fn(), all.sep);\nconst own = 'o'; ({ own, Bucket });",
    );
    assert.equal(result.status, 'ok');
    assert.equal(textOf(result), "b called /\n{ own: 'o', Bucket: 'b' }\n");
  });

  it('lets a shorthand default and destructuring work on names of earlier cells', async () => {
    await kernel.execute('let first = 1, second = 2;');
    const result = await kernel.execute(
      '({ first, second = 7 } = { first: 5 } as any);\nconsole.log(first, second);',
    );
    assert.equal(textOf(result), '5 7\n');
  });

  it('tells the place of a type error as the reader sees it, also behind a shorthand', async () => {
    await kernel.execute("const Key = 'k';");
    const result = await kernel.execute("const a = { Key }; const n: number = 'x';");
    assert.equal(result.error?.evalue, "1:26 - Type 'string' is not assignable to type 'number'.");
  });

  it('names an exception, traces it to the cell alone, and prints it once', async () => {
    const result = await kernel.execute("const fail = () => { throw new RangeError('too far'); };\nfail();");
    assert.equal(result.status, 'error');
    assert.equal(typeof result.executionCount, 'number');
    assert.deepEqual([result.error?.ename, result.error?.evalue], ['RangeError', 'too far']);
    assert.deepEqual(
      result.outputs.map((output) => output.output_type),
      ['error'],
    );
    const trace = result.error?.traceback.join('\n') ?? '';
    assert.match(trace, /RangeError: too far\n +at fail \(evalmachine/);
    assert.doesNotMatch(trace, /node:vm|tslab/);
  });

  it('names an exception after an await, and what is thrown without being an error', async () => {
    const late = await kernel.execute("await 0;\nthrow new TypeError('late');");
    assert.deepEqual([late.error?.ename, late.error?.evalue], ['TypeError', 'late']);
    const text = await kernel.execute("throw 'a text';");
    assert.deepEqual([text.error?.ename, text.error?.evalue], ['Uncaught', "'a text'"]);
  });

  it('names a type error and does not run the cell', async () => {
    const result = await kernel.execute("console.log('ran');\nconst n: number = 'x';");
    assert.equal(result.status, 'error');
    assert.equal(result.error?.ename, 'TypeCheckError');
    assert.equal(result.error?.evalue, "2:7 - Type 'string' is not assignable to type 'number'.");
    assert.deepEqual(
      result.outputs.map((output) => output.output_type),
      ['error'],
    );
  });

  it('runs the next cell right after a failure', async () => {
    const failed = await kernel.execute('throw new Error();');
    const next = await kernel.execute('1 + 1');
    assert.deepEqual([failed.status, next.status, textOf(next)], ['error', 'ok', '2\n']);
  });

  it('aborts what already waited behind a failure, as "Run All" expects', async () => {
    const codes = ['throw new Error();', '1', '2'];
    const results = await Promise.all(codes.map((code) => kernel.execute(code)));
    assert.deepEqual(
      results.map((result) => result.status),
      ['error', 'aborted', 'aborted'],
    );
    assert.equal((await kernel.execute('3')).status, 'ok');
  });

  it('shows what a standard error line says as that, not as a failure', async () => {
    const result = await kernel.execute("console.error('only a remark');");
    assert.equal(result.status, 'ok');
    assert.deepEqual(result.outputs, [{ output_type: 'stream', name: 'stderr', text: 'only a remark\n' }]);
  });

  it('answers the requests that tslab leaves open', async () => {
    assert.deepEqual(await kernel.request('history_request'), { status: 'ok', history: [] });
    assert.deepEqual(await kernel.request('comm_info_request'), { status: 'ok', comms: {} });
    assert.deepEqual(await kernel.request('interrupt_request'), { status: 'ok' });
  });

  it('interrupts a cell that awaits and one that loops, and goes on', async () => {
    const awaits =
      "await Promise.resolve();\nsetTimeout(() => console.log('running'));\nawait new Promise(() => {});";
    const loops = "console.log('running');\nfor (;;);";
    for (const code of [awaits, loops]) {
      const stop = new AbortController();
      const result = await kernel.execute(code, { onOutput: () => stop.abort(), signal: stop.signal });
      assert.equal(result.error?.ename, 'Interrupted');
    }
    assert.equal((await kernel.execute('1')).status, 'ok');
  });

  it('interrupts a cell also when it is told so before it has the cell', async () => {
    const early = AbortSignal.abort();
    const { error } = await kernel.execute('await new Promise(() => {});', {
      signal: early,
      timeoutMs: 20_000,
    });
    assert.equal(error?.ename, 'Interrupted');
    assert.equal((await kernel.execute('1')).status, 'ok');
  });

  it('stops what an interrupted cell waits for, in whatever way it waits', async () => {
    await kernel.execute(`import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
const count = { turns: 0 };
const server = http.createServer((_, answer) => { count.turns += 1; answer.end(); }).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = 'http://127.0.0.1:' + (server.address() as any).port;
const get = () => new Promise((resolve) => http.get(url, (answer) => answer.resume().once('end', resolve)));`);
    const loops = {
      'a promised pause': 'for (;;) { count.turns += 1; await pause(5).catch(() => {}); }',
      setTimeout: 'for (;;) { count.turns += 1; await new Promise((resolve) => setTimeout(resolve, 5)); }',
      setInterval: 'setInterval(() => { count.turns += 1; }, 5); await new Promise(() => {});',
      fetch: 'for (;;) await (await fetch(url)).text();',
      'node:http': 'for (;;) await get();',
    };
    for (const [way, loop] of Object.entries(loops)) {
      const stop = new AbortController();
      const begin = "setTimeout(() => console.log('running'), 50);\ncount.turns = 0;\nawait 0;\n";
      const interrupted = await kernel.execute(begin + loop, {
        onOutput: () => stop.abort(),
        signal: stop.signal,
      });
      assert.equal(interrupted.error?.ename, 'Interrupted', way);
      const later = await kernel.execute(
        'await pause(50);\nconst before = count.turns;\nawait pause(100);\n[before > 0, count.turns - before]',
      );
      assert.equal(textOf(later), '[ true, 0 ]\n', way);
    }
    const unharmed = await kernel.execute(
      'await get();\nawait (await fetch(url)).text();\nserver.close();\ncount.turns > 0',
    );
    assert.equal(textOf(unharmed), 'true\n');
  });

  it('ends on shutdown although a timer of a cell is alive', async () => {
    await kernel.execute('setInterval(() => {}, 1000);');
    assert.deepEqual(await kernel.shutdown(), { code: 0, signal: null, printed: '' });
  });
});

describe('the kernel and the process that started it', () => {
  it('ends when that process is killed, even in the middle of an endless loop', {
    timeout: 30_000,
  }, async () => {
    const project = createTestProject();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const program = startAndStay(project.folder, port);
    const client = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      cwd: root,
      env: { ...process.env, TMPDIR: project.folder },
      stdio: 'inherit',
    });
    try {
      const [connection]: Socket[] = await once(server, 'connection');
      assert.ok(connection);
      const kernelHasEnded = once(connection.resume(), 'close');
      client.kill('SIGKILL');
      await kernelHasEnded;
    } finally {
      client.kill('SIGKILL');
      server.close();
      project.remove();
    }
  });
});

describe('the launcher', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'launcher-'));
    cpSync(join(jupyterPath, 'kernels', 'tslab'), folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  it('says what to run when tslab is not there', () => {
    const { status, stderr } = launch(join(folder, 'launch.cjs'), folder);
    assert.equal(status, 1);
    assert.match(stderr, /tslab was found neither from .* nor from .*\nRun "npm ci"/);
  });

  it('refuses another release of tslab, which its mends do not fit', () => {
    const tslab = join(folder, 'node_modules', 'tslab');
    mkdirSync(tslab, { recursive: true });
    writeFileSync(join(tslab, 'package.json'), JSON.stringify({ name: 'tslab', version: '1.0.21' }));
    const { status, stderr } = launch(join(folder, 'launch.cjs'), folder);
    assert.equal(status, 1);
    assert.match(stderr, /needs tslab 1\.0\.22, but found tslab 1\.0\.21 in .*\nRun "npm ci"/);
  });

  it('ends, saying why, when its connection file cannot be used', () => {
    const { status, stderr } = launch(join(jupyterPath, 'kernels', 'tslab', 'launch.cjs'), root);
    assert.equal(status, 1);
    assert.match(stderr, /no-such-file/);
  });
});

function textOf(result: CellResult): string {
  return result.outputs.map(plainText).join('');
}

/** A program that starts a kernel, whose first cell connects to the port and stays connected. */
function startAndStay(folder: string, port: number): string {
  const runner = new URL('../runner/kernel.ts', import.meta.url).href;
  const cell = `import net from 'node:net';\nconst connection = net.connect(${port}, '127.0.0.1');`;
  return `
    const { startKernel } = await import(${JSON.stringify(runner)});
    const kernel = await startKernel({ cwd: ${JSON.stringify(folder)} });
    await kernel.execute(${JSON.stringify(cell)});
    void kernel.execute('for (;;) {}');
  `;
}

function launch(launcher: string, cwd: string) {
  const args = [launcher, 'kernel', '--config-path', 'no-such-file'];
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 30_000 });
}

/** Runs a cell again while it only fails its type check: the compiler hears of a new file within moments. */
async function untilItRuns(kernel: Kernel, code: string): Promise<CellResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await kernel.execute(code);
    if (result.error?.ename !== 'TypeCheckError' || attempt === 20) return result;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
