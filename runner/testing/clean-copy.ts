import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a fresh clone does not have. */
const NOT_IN_A_CLONE = new Set([
  '.git',
  '.venv',
  '.local-aws',
  '.room',
  '.runner.json',
  'dl.cfg',
  'node_modules',
  'screenshots',
]);

export interface CleanCopy {
  folder: string;
  remove(): void;
}

/** This project as a fresh clone that has been set up, in a folder with a space in its name. */
export function createCleanCopy(): CleanCopy {
  const folder = mkdtempSync(join(tmpdir(), 'a clone '));
  cpSync(root, folder, { recursive: true, filter: (source) => !NOT_IN_A_CLONE.has(basename(source)) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
