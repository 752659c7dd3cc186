import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A real terminal that a test can look at and type into. */
export interface TestTerminal {
  /** Types keys, named as tmux names them: `Enter`, `C-c`, `q`. */
  press(...keys: string[]): void;
  /** Waits until the screen shows a text, and returns the screen. */
  shows(text: RegExp): Promise<string>;
  /** Changes the size, as somebody who drags the window's edge. */
  resize(columns: number, rows: number): void;
  /** What the screen shows now, with its colours as escape sequences. */
  coloured(): string;
  /** Writes all that the program sends from now on, escape sequences included, to a file. */
  logTo(file: string): void;
  close(): void;
}

/** How long a text may take to appear, in milliseconds. */
const PATIENCE = 30_000;

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).status === 0;
}

/**
 * Runs a shell command in a terminal of tmux, on a server of its own.
 *
 * @param patience how long a text may take to appear, in milliseconds
 */
export function openTestTerminal(
  command: string,
  cwd: string,
  columns = 80,
  rows = 50,
  patience = PATIENCE,
): TestTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'tmux-'));
  const tmux = (...args: string[]) => {
    const run = spawnSync('tmux', ['-f', '/dev/null', '-S', join(folder, 's'), ...args], {
      cwd,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`tmux ${args[0]} failed: ${run.stderr}`);
    return run.stdout;
  };
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), command);
  return {
    press: (...keys) => void tmux('send-keys', ...keys),
    async shows(text) {
      let screen = '';
      for (const end = Date.now() + patience; Date.now() < end; await delay(50)) {
        screen = tmux('capture-pane', '-p');
        if (text.test(screen)) return screen;
      }
      throw new Error(`The terminal never showed ${text}, but:\n${screen}`);
    },
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    logTo: (file) => void tmux('pipe-pane', `cat > '${file}'`),
    coloured: () => tmux('capture-pane', '-p', '-e'),
    close() {
      // A server whose last program has ended has ended too.
      spawnSync('tmux', ['-S', join(folder, 's'), 'kill-server']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
