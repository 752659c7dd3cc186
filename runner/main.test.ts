import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readNotebook } from './notebook.js';
import { createTestProject, type TestProject } from './testing/test-project.js';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

let project: TestProject;
let temporary: string;
before(() => {
  project = createTestProject();
  temporary = mkdtempSync(join(tmpdir(), 'runner-'));
});
after(() => {
  assert.deepEqual(
    readdirSync(temporary).filter((name) => name.startsWith('tslab-')),
    [],
    'connection files are left',
  );
  project.remove();
  rmSync(temporary, { recursive: true });
});

/** Starts the command in the project's folder, with a standard input that never says anything. */
function start(...args: string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: temporary };
  return spawn(process.execPath, ['--import', tsx, main, ...args], {
    cwd: project.folder,
    env,
    stdio: 'pipe',
  });
}

async function ended(child: ChildProcess) {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe('npm start', { concurrency: 2, timeout: 90_000 }, () => {
  it('runs everything without waiting for a key when no terminal is attached', async () => {
    project.writeNotebook('good.ipynb', [
      { text: '# Good' },
      {
        code: "import { newDisplay } from 'tslab';\nconst live = newDisplay();\nlive.text('1/2');\nlive.text('2/2');",
      },
      { code: "console.log('✔ held');", tags: ['checkpoint'] },
    ]);
    const { code, out, err } = await ended(start('--notebook', 'good.ipynb', '--output', 'done.ipynb'));
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /\n2\/2\n/);
    assert.match(out, /\n2 cells run, 1 checkpoint held, 0 failed, in \d+ s\n$/);
    assert.ok(!out.includes('\x1b') && !out.includes('1/2\n'), out);

    const { cells } = readNotebook(join(project.folder, 'done.ipynb'));
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      [undefined, 1, 2],
    );
    const display = { output_type: 'display_data', metadata: {}, data: { 'text/plain': ['2/2'] } };
    assert.deepEqual(cells[1]?.outputs, [display]);
  });

  it('names the cell in which the kernel ended, and writes what there is', async () => {
    project.writeNotebook('dying.ipynb', [
      { text: '## Step 5: die' },
      { code: "console.log('last words');\nprocess.exit(3);" },
      { code: '1' },
    ]);
    const { code, out } = await ended(start('--yes', '--notebook', 'dying.ipynb', '--output', 'dead.ipynb'));
    assert.equal(code, 1);
    assert.match(out, /last words\nKernelDied: the kernel has ended \(exit code 3\)/);
    assert.match(
      out,
      /\nStopped at cell 1 of 2 \("Step 5: die"\): KernelDied: .*\n1 cell run, .*, 1 failed, in \d+ s\n$/,
    );
    const { cells } = readNotebook(join(project.folder, 'dead.ipynb'));
    assert.deepEqual(
      cells[1]?.outputs?.map((output) => output.output_type),
      ['stream', 'error'],
    );
  });

  for (const [signal, exitCode] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`ends on ${signal} and takes the kernel along`, async () => {
      const { server, notebook } = await connectingNotebook(`${signal}.ipynb`);
      const child = start('--yes', '--notebook', notebook);
      const result = ended(child);
      const kernelHasEnded = await closingOfFirst(server);
      child.kill(signal);
      assert.equal((await result).code, exitCode);
      await kernelHasEnded;
      server.close();
    });
  }

  it('interrupts the cell on a first SIGINT', async () => {
    const { server, notebook } = await connectingNotebook('interrupted.ipynb');
    const child = start('--yes', '--notebook', notebook);
    const result = ended(child);
    const kernelHasEnded = await closingOfFirst(server);
    child.kill('SIGINT');
    const { code, out } = await result;
    assert.equal(code, 1);
    assert.match(out, /Interrupting the cell\. Press Ctrl-C again to leave\./);
    assert.match(out, /Stopped at cell 1 of 1: Interrupted/);
    await kernelHasEnded;
    server.close();
  });

  it('leaves out the detours, and goes through one step alone after what it needs', async () => {
    project.writeNotebook('parts.ipynb', [
      { text: '## Step 1: Names' },
      { code: "const name = 'made' + ' in step 1';\nconsole.log('quiet ' + 'output');" },
      { code: "console.log('a ' + 'detour');", tags: ['detour'] },
      { text: '## Step 2: Use' },
      { code: "console.log('✔ ' + name);", tags: ['checkpoint'] },
      { text: '## Step 3: Not reached' },
      { code: "throw new Error('never');" },
    ]);
    const alone = await ended(start('--notebook', 'parts.ipynb', '--step', '2'));
    assert.match(alone.out, /^Running what it needs first \(cells: 1\)\.\n\nStep 2: Use\n/);
    assert.match(alone.out, /✔ made in step 1\n\n2 cells run, 1 checkpoint held, 0 failed/);
    assert.doesNotMatch(alone.out, /quiet output|a detour|never/);
    assert.equal(alone.code, 0);
    const short = await ended(start('--notebook', 'parts.ipynb', '--skip-detours'));
    assert.match(
      short.out,
      /quiet output[\s\S]*✔ made in step 1[\s\S]*3 cells run, 1 checkpoint held, 1 failed/,
    );
    assert.doesNotMatch(short.out, /a detour/);
    assert.equal(short.code, 1);
    const none = await ended(start('--notebook', 'parts.ipynb', '--step', '9'));
    assert.match(none.err, /--step is 9: there is no such step\. There are 1, 2, 3\./);
    assert.equal(none.code, 2);
  });

  it('says what is wrong with an option or a file before anything runs', async () => {
    const wrong = await ended(start('--timeout', 'soon'));
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.match(wrong.err, /--timeout is "soon".*\n\n[\s\S]*Usage: npm start/);
    const missing = await ended(start('--notebook', 'none.ipynb'));
    assert.deepEqual([missing.code, missing.out], [1, '']);
    assert.match(missing.err, /^There is no notebook .*none\.ipynb\.\n$/);
    project.writeNotebook('text.ipynb', [{ text: 'only text' }]);
    assert.match((await ended(start('--notebook', 'text.ipynb'))).err, /has no code cell to run/);
    project.writeNotebook('any.ipynb', [{ code: '1' }]);
    const nowhere = await ended(start('--notebook', 'any.ipynb', '--output', 'no/where.ipynb'));
    assert.deepEqual([nowhere.code, nowhere.out], [1, '']);
    assert.match(nowhere.err, /--output: there is no folder/);
  });
});

/** A notebook whose cell connects to a server and then waits for ever: the connection lives as long as the kernel. */
async function connectingNotebook(name: string): Promise<{ server: Server; notebook: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const code =
    `import net from 'node:net';\nconst connection = net.connect(${port}, '127.0.0.1');\n` +
    'await new Promise((resolve) => setTimeout(resolve, 50));\nconnection.write("running");\n' +
    'await new Promise(() => {});';
  return { server, notebook: project.writeNotebook(name, [{ code }]) };
}

/** Waits for the cell to run, and returns what settles when its connection has closed. */
async function closingOfFirst(server: Server): Promise<Promise<unknown>[]> {
  const [connection] = (await once(server, 'connection')) as [Socket];
  const closed = once(connection, 'close');
  await once(connection, 'data');
  return [closed];
}
