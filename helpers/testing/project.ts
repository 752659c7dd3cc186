/** A folder that looks like a clone of this project to whoever runs in it. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../wait.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLE = join('local-aws', 'dist');

export interface TestProject {
  folder: string;
  /** The process that serves the folder, as it says; undefined when there is none. */
  serverPid(): number | undefined;
  /** Ends the process that serves the folder, and waits for its end. */
  stopServer(): Promise<void>;
  /** Stops the server and removes the folder. */
  remove(): Promise<void>;
}

/** Makes it, with a space in its name. `npm run build` must have run. */
export function makeProject(): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'a project '));
  cpSync(join(ROOT, BUNDLE), join(folder, BUNDLE), { recursive: true });
  for (const name of ['data', 'helpers', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name));
  const serverPid = () => {
    const file = join(folder, '.local-aws', 'server.json');
    if (!existsSync(file)) return undefined;
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
  };
  const stopServer = async () => {
    const pid = serverPid();
    if (pid === undefined || !isRunning(pid)) return;
    process.kill(pid, 'SIGTERM');
    await untilGone(pid);
  };
  return {
    folder,
    serverPid,
    stopServer,
    async remove() {
      try {
        await stopServer();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @throws WaitTimeout when the process still runs after ten seconds. */
export async function untilGone(pid: number): Promise<void> {
  await waitFor(`process ${pid} to end`, async () => (isRunning(pid) ? undefined : true), {
    timeoutSeconds: 10,
  });
}

export interface Script {
  process: ChildProcess;
  /** What it has printed so far, on both channels. */
  printed(): string;
  /** Resolves when its output holds `text`. */
  until(text: RegExp): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Runs TypeScript in a folder, as the leader of a process group of its own, the way a shell starts it. */
export function run(folder: string, args: string[]): Script {
  const tsx = import.meta.resolve('tsx');
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, ['--import', tsx, ...args], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

/** Reads along with a process whose output is piped. */
export function follow(child: ChildProcessByStdio<null, Readable, Readable>): Script {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const until = async (pattern: RegExp) => {
    await new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(text) && resolve();
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`It ended without printing ${pattern}:\n${text}`)));
      look();
    });
  };
  return { process: child, printed: () => text, until, ended };
}
