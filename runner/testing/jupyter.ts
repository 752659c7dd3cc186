import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The `jupyter` of the project's .venv, or else of PATH, that has nbconvert. */
export function findJupyter(): string | undefined {
  const ours = join(root, '.venv', 'bin', 'jupyter');
  return [...(existsSync(ours) ? [ours] : []), 'jupyter'].find(
    (command) => spawnSync(command, ['nbconvert', '--version']).status === 0,
  );
}
