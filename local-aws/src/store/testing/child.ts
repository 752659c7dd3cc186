import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Another process that runs a script of this folder. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  /** The next line that it prints. Rejects when it ends instead, with what it said on standard error. */
  nextLine(): Promise<string>;
  /** The lines that are left, once it has ended. */
  rest(): Promise<string[]>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts `node script args`, by way of `command` if given (such as a shell that sets a limit). Killed after the test. */
export function startChild(t: TestContext, script: string, args: string[], command: string[] = []): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const all = [...command, process.execPath, '--import', import.meta.resolve('tsx'), path, ...args];
  const child = spawn(all[0] as string, all.slice(1));
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    process: child,
    ended,
    async nextLine() {
      const { done, value } = await lines.next();
      if (done) throw new Error(`${script} ended (${await ended}): ${said}`);
      return value;
    },
    async rest() {
      const all: string[] = [];
      for (let line = await lines.next(); !line.done; line = await lines.next()) all.push(line.value);
      return all;
    },
  };
}
