/** Command lines as somebody types them after reading the README: through the shell and npm, not past them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { follow, ROOT, type Script } from '../../helpers/testing/project.js';
import { commandsIn } from '../checks/commands.js';
import { openTestTerminal, type TestTerminal } from './tmux.js';

/** How long a terminal may take to show something, in milliseconds: other tests run beside. */
const PATIENCE = 100_000;

/** Every command that the README tells to type. */
export const README_COMMANDS = commandsIn(readFileSync(join(ROOT, 'README.md'), 'utf8'));

/** A command that a test is about to execute: it must be the README's, to the letter. */
export function fromReadme(command: string): string {
  assert.ok(README_COMMANDS.includes(command), `README.md no longer says: ${command}`);
  return command;
}

/** Types it in a folder. What it starts is a process group of its own, as in a terminal. */
export function type(command: string, cwd: string, env: NodeJS.ProcessEnv = {}): Script {
  const child = spawn(command, {
    cwd,
    env: { ...process.env, ...env },
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

/** Presses Ctrl-C, which reaches npm, its shell and the program alike, and waits until they have all ended. */
export async function pressCtrlC({ process: shell, ended }: Script): Promise<void> {
  const isRunning = shell.exitCode === null && shell.signalCode === null;
  if (isRunning) process.kill(-(shell.pid ?? 0), 'SIGINT');
  await ended;
}

/** Types it at a real terminal, which says "exit" and the exit code when the command has ended. */
export function typeAtTerminal(
  t: TestContext,
  command: string,
  cwd: string,
  env: Record<string, string> = {},
): TestTerminal {
  const set = Object.entries(env).map(([name, value]) => `${name}='${value}' `);
  const terminal = openTestTerminal(
    `${set.join('')}${command}; echo "exit $?"; exec sleep 300`,
    cwd,
    100,
    50,
    PATIENCE,
  );
  t.after(() => terminal.close());
  return terminal;
}
