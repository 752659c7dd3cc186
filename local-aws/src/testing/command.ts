import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const BUNDLE = join(SOURCES, '..', 'dist', 'local-aws.cjs');

/** How the command ended. */
export interface Ended {
  /** The exit code, or the signal. */
  code: number | string;
  stdout: string;
  stderr: string;
}

/** The command `local-aws`, as its user starts it. */
export interface Command {
  readonly process: ChildProcess;
  /** The variables that it exports once it is ready. Rejects when it ends instead, with what it said. */
  ready(): Promise<Record<string, string>>;
  readonly ended: Promise<Ended>;
}

/** The bundle, if it was made of the sources as they are; else the sources, which take longer to start. */
function program(): string[] {
  const isFresh =
    existsSync(BUNDLE) &&
    readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('testing'))
      .every((path) => statSync(join(SOURCES, path)).mtimeMs < statSync(BUNDLE).mtimeMs);
  return isFresh ? [BUNDLE] : ['--import', import.meta.resolve('tsx'), join(SOURCES, 'main.ts')];
}

const PROGRAM = program();

const LONGEST_RUN_MS = 60_000;

/** Starts the command. It is killed after the test, or after a minute, should it still run. */
export function startCommand(t: TestContext, ...args: string[]): Command {
  return startCommandBy(t, [], args);
}

/** The same by way of another command, which must become it (`exec`). */
export function startCommandBy(t: TestContext, command: readonly string[], args: string[]): Command {
  const [file = '', ...rest] = [...command, process.execPath, ...PROGRAM, ...args];
  const child = spawn(file, rest, {
    timeout: LONGEST_RUN_MS,
    killSignal: 'SIGKILL',
  });
  const said = { stdout: '', stderr: '' };
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, ...said }) as Ended);
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const isReady = new Promise<void>((resolve) => {
    child.stdout.on('data', (data) => {
      said.stdout += data;
      if (/^export AWS_REGION=.*\n/m.test(said.stdout)) resolve();
    });
  });
  child.stderr.on('data', (data) => {
    said.stderr += data;
  });
  return {
    process: child,
    ended,
    async ready() {
      const early = await Promise.race([isReady, ended]);
      if (early) throw new Error(`local-aws ended (${early.code}): ${early.stderr}`);
      const exports = said.stdout.matchAll(/^export (\w+)=(.*)$/gm);
      return Object.fromEntries([...exports].map(([, name, value]) => [name, value]));
    },
  };
}
