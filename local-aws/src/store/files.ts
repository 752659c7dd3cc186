import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
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
  if (!CAN_SYNC_FOLDERS) return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!isUnable(error)) throw error;
  } finally {
    await handle.close();
  }
}

/** The same at once, for a store that is being opened: nobody else is served yet, and a thread of its own takes longer. */
export function syncFolderNow(folder: string): void {
  if (!CAN_SYNC_FOLDERS) return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    if (!isUnable(error)) throw error;
  } finally {
    closeSync(file);
  }
}

/** Windows cannot open a folder, and keeps names in its own journal. */
const CAN_SYNC_FOLDERS = process.platform !== 'win32';

/** File systems that cannot sync a folder at all say so with these (PostgreSQL lets them pass, too). */
function isUnable(error: unknown): boolean {
  return codeOf(error) === 'EINVAL' || codeOf(error) === 'EBADF';
}

/**
 * Writes a small file at once, so that after a crash it is there as a whole or not at all. Its name is durable when
 * its folder is synced.
 */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  const unfinished = `${path}.tmp`;
  try {
    const file = openSync(unfinished, 'w', OWNER_ONLY_FILE);
    try {
      writeFileSync(file, contents);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // The error that matters is the first one.
    }
    throw error;
  }
}
