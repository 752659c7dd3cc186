import { mkdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './store-error.js';

/** Files are for their owner's eyes only: they hold keys and data. */
export const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Opens a file; tests put one in its place whose files fail. */
export type OpenFile = typeof open;

/**
 * Makes a folder, and those above it, for their owner alone, unless they are there. (Node's own recursive
 * `mkdir` never ends where a system such as Linux's `/proc` says ENOENT to a name in a folder that exists.)
 *
 * @throws the system's error when one cannot be made.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, OWNER_ONLY_FOLDER);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, OWNER_ONLY_FOLDER);
  }
}

/** Makes names in a folder durable: a new, renamed or removed file is so only when its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Windows cannot open a folder, and keeps names in its own journal
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // File systems that cannot sync a folder at all say so with these (PostgreSQL lets them pass, too).
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'EBADF') throw error;
  } finally {
    await handle.close();
  }
}

/** Writes a small file so that after a crash it is there as a whole or not at all. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  try {
    const handle = await open(unfinished, 'w', OWNER_ONLY_FILE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // the error that matters is the first one
    throw error;
  }
  await syncFolder(dirname(path));
}
