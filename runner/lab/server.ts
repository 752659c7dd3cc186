import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Jupyter } from './jupyter.js';

/** A running JupyterLab, and what ended it. */
export interface Server {
  ended: Promise<number>;
  /** Asks it to end itself and its kernels. Asked again, or when it takes too long, it is killed. */
  stop(): void;
}

/** How long a server may take to end its kernels, in milliseconds. */
const STOP_GRACE = 10_000;

/** One Ctrl-C comes twice within this time, in milliseconds: from the terminal, and from npm. */
const SAME_KEY = 1_000;

/** What keeps JupyterLab quiet and on the lesson; what the user adds comes later and wins. */
const MANNERS = [
  '--log-level=WARN',
  '--LabApp.log_level=WARN',
  // The list of files shows what a learner may want to open.
  `--ContentsManager.hide_globs=${JSON.stringify(['node_modules', '__pycache__', '*.pyc', '*~'])}`,
];

/**
 * Opens a notebook in JupyterLab, which finds the kernel in the project's folder `jupyter`.
 *
 * @param root the project's folder
 * @param options further arguments for JupyterLab
 */
export function startServer(jupyter: Jupyter, root: string, notebook: string, options: string[]): Server {
  // In a container one is root, and the server listens on loopback alone and asks for its token.
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const place = [`--ServerApp.root_dir=${root}`, `--LabApp.default_url=/doc/tree/${notebook}`];
  const child = spawn(jupyter.program, [...jupyter.args, ...place, ...MANNERS, ...asRoot, ...options], {
    cwd: root,
    env: environment(root),
    stdio: ['ignore', 'inherit', 'inherit'],
    // In a group of its own it gets no Ctrl-C from the terminal, which it would answer with a question.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return { ended, stop: stopper(child) };
}

function environment(root: string): NodeJS.ProcessEnv {
  const { JUPYTER_CONFIG_PATH, JUPYTER_PATH, PATH } = process.env;
  const own = join(root, 'jupyter');
  const front = (first: string, rest = '') => (rest ? first + delimiter + rest : first);
  return {
    ...process.env,
    // kernels/ and labconfig/
    JUPYTER_PATH: front(own, JUPYTER_PATH),
    JUPYTER_CONFIG_PATH: front(own, JUPYTER_CONFIG_PATH),
    // kernel.json says `node`: the one that runs this, and not another one of a conda environment.
    PATH: front(dirname(process.execPath), PATH),
  };
}

function stopper(child: ChildProcess): () => void {
  let askedAt: number | undefined;
  let killing: NodeJS.Timeout | undefined;
  child.once('exit', () => clearTimeout(killing));
  return () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      killing = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE);
      child.kill('SIGTERM');
    } else if (Date.now() - askedAt > SAME_KEY) {
      child.kill('SIGKILL');
    }
  };
}

/** The address of the notebook on a server that already serves the folder, if there is one. */
export function runningServer(
  { program, args }: Jupyter,
  root: string,
  notebook: string,
): string | undefined {
  const { stdout } = spawnSync(program, [...args, 'list', '--json'], { encoding: 'utf8' });
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { root_dir, url, token } = JSON.parse(line) as { root_dir: string; url: string; token: string };
    if (isSameFolder(root_dir, root)) return `${url}doc/tree/${notebook}${token ? `?token=${token}` : ''}`;
  }
  return undefined;
}

function isSameFolder(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false; // a folder that has gone
  }
}
