import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a kernel's process ended, and what it wrote outside any cell. */
export interface KernelExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last part of the process's own standard output and error. */
  printed: string;
}

export interface KernelProcess {
  pid: number | undefined;
  /** Settles when the process has ended; never rejects. */
  exited: Promise<KernelExit>;
  /** The SIGINT that interrupts a cell. */
  interrupt(): void;
  /** Ends the process: `SIGTERM`, then `SIGKILL` for one that does not listen. */
  stop(): Promise<KernelExit>;
}

/** How much of what a kernel's process writes is kept, in characters. */
const KEPT = 8_000;

/** How long an ending process may take before the next, harder means, in milliseconds. */
const PATIENCE = 2_000;

/** How long to read what an ended process has left in its pipes, in milliseconds. */
const LAST_WORDS = 200;

/**
 * Starts the process of a kernel in a session of its own, so that Ctrl-C on the terminal reaches the caller alone.
 * It is killed when the caller's process exits.
 */
export function startProcess(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): KernelProcess {
  const child = spawn(program, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = watch(child).finally(() => process.off('exit', kill));

  return {
    pid: child.pid,
    exited,
    interrupt: () => child.kill('SIGINT'),
    async stop() {
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        child.kill(signal);
        if (await endsWithin(exited, PATIENCE)) break;
      }
      return exited;
    },
  };
}

/** Whether `ending` settles within so many milliseconds. */
export async function endsWithin(ending: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const inTime = await Promise.race([ending.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

async function watch(child: ChildProcess): Promise<KernelExit> {
  let printed = '';
  const keep = (text: string) => {
    printed = (printed + text).slice(-KEPT);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  // Not 'close' alone: what a cell has started may hold the pipes open for ever.
  const closed = new Promise((resolve) => child.once('close', resolve));
  try {
    const [code, signal] = await once(child, 'exit');
    await endsWithin(closed, LAST_WORDS);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { code, signal, printed };
  } catch (error) {
    return {
      code: null,
      signal: null,
      printed: `The kernel could not be started: ${(error as Error).message}`,
    };
  }
}

/** Says in words how a kernel ended, and what it said itself. */
export function howItEnded({ code, signal, printed }: KernelExit): string {
  const how = signal ? `(killed by ${signal})` : `(exit code ${code})`;
  return printed.trim() === '' ? how : `${how}, saying:\n${printed.trim()}`;
}
