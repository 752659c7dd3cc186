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
  close(): void;
}

/** How long a text may take to appear, in milliseconds. */
const PATIENCE = 30_000;

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).status === 0;
}

/** Runs a shell command in a terminal of tmux, on a server of its own. */
export function openTestTerminal(command: string, cwd: string): TestTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'tmux-'));
  const tmux = (...args: string[]) => {
    const run = spawnSync('tmux', ['-f', '/dev/null', '-S', join(folder, 's'), ...args], {
      cwd,
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`tmux ${args[0]} failed: ${run.stderr}`);
    return run.stdout;
  };
  tmux('new-session', '-d', '-x', '80', '-y', '50', command);
  return {
    press: (...keys) => void tmux('send-keys', ...keys),
    async shows(text) {
      let screen = '';
      for (const end = Date.now() + PATIENCE; Date.now() < end; await delay(50)) {
        screen = tmux('capture-pane', '-p');
        if (text.test(screen)) return screen;
      }
      throw new Error(`The terminal never showed ${text}, but:\n${screen}`);
    },
    close() {
      tmux('kill-server');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
