import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT } from './needs.js';

/** A JupyterLab that `npm run lab` has started, with settings and a state of its own. */
export interface LabServer {
  /** The notebook's address, with its token. */
  url: string;
  /** Runs `npm run lab` in the same folder and for the same user again, to its end. */
  runAgain(...options: string[]): Promise<Ended>;
  /** Presses Ctrl-C. */
  stop(): Promise<Ended>;
}

export interface Ended {
  code: number | null;
  printed: string;
}

/** JupyterLab prints its address when it listens. */
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/(?:lab|doc)\/\S+/;
const START_LIMIT = 60_000;

/** Starts `npm run lab` in a project's folder, without opening a browser. */
export async function startLab(folder: string): Promise<LabServer> {
  const own = mkdtempSync(join(tmpdir(), 'jupyter-'));
  const env = {
    ...ENVIRONMENT,
    JUPYTER_CONFIG_DIR: join(own, 'config'),
    JUPYTER_DATA_DIR: join(own, 'data'),
    JUPYTER_RUNTIME_DIR: join(own, 'runtime'),
    IPYTHONDIR: join(own, 'ipython'),
  };
  // What a test looks at beside the page: the notebook as JupyterLab holds it, `window.jupyterapp`.
  const first = run(folder, env, ['--no-browser', '--port=0', '--expose-app-in-browser']);
  try {
    const url = await first.prints(ADDRESS);
    return {
      url,
      runAgain: (...options) => run(folder, env, options).ended,
      async stop() {
        first.interrupt();
        const ended = await first.ended;
        rmSync(own, { recursive: true, force: true, maxRetries: 5 });
        return ended;
      },
    };
  } catch (error) {
    first.interrupt();
    await first.ended;
    rmSync(own, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

function run(folder: string, env: NodeJS.ProcessEnv, options: string[]) {
  const command = [join(folder, 'runner', 'setup.mjs'), 'runner/lab.ts', ...options];
  const child = spawn(process.execPath, command, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code, printed }));
  const prints = (what: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`npm run lab ${why}:\n${printed}`));
      const timer = setTimeout(() => fail(`printed no ${what} in ${START_LIMIT / 1000} s`), START_LIMIT);
      const look = () => {
        const found = what.exec(printed)?.[0];
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      child.once('close', () => {
        clearTimeout(timer);
        fail('ended');
      });
    });
  return { prints, ended, interrupt: () => void child.kill('SIGINT') };
}
