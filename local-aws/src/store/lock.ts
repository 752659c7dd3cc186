/**
 * One process per folder, without native code.
 *
 * A lock is a file that says which process holds it; its name is a number. Whoever finds the highest
 * number free (its process is gone, or it is empty, which means released) makes the file with the next
 * number, which only one can. No file is ever taken over or made anew while it could matter, so two
 * processes that find the same dead holder cannot both win.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  ftruncateSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, OWNER_ONLY_FILE } from './files.js';
import { isRunning, processStart } from './process-start.js';
import { codeOf, failedTo, remedyOf, StoreError } from './store-error.js';

/** Each try that fails means that another process came further; so many in a row are no accident. */
const TRIES = 100;

export interface Lock {
  release(): void;
}

interface Holder {
  pid: number;
  /** As `processStart` says it. */
  start?: string;
}

/**
 * Takes the lock that is kept in `folder`, which is made if need be.
 *
 * @throws StoreError when a running process holds it (it may be this one), or the folder cannot be written.
 */
export function takeLock(folder: string): Lock {
  try {
    makeFolder(folder);
    return take(folder);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const remedy = `${remedyOf(error)}, or choose another folder with --data`;
    throw failedTo(`lock ${dirname(folder)}`, error, remedy);
  }
}

function take(folder: string): Lock {
  // Written beside and linked, so that a lock never shows without its holder.
  const mine = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  const file = openSync(mine, 'wx', OWNER_ONLY_FILE);
  try {
    const holder: Holder = { pid: process.pid, start: processStart(process.pid) };
    writeSync(file, JSON.stringify(holder));
    link(folder, mine);
  } catch (error) {
    closeSync(file);
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      ftruncateSync(file); // the file that was locked, even if the folder has been deleted and made again
      closeSync(file);
    },
  };
}

function link(folder: string, mine: string): void {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const last = numbersIn(folder).at(-1) ?? 0;
    const holder = last > 0 ? readHolder(join(folder, String(last))) : undefined;
    if (holder && isRunning(holder.pid, holder.start)) {
      throw new StoreError(
        `${dirname(folder)} is in use by process ${holder.pid} (local-aws) — stop it or use another --data folder`,
      );
    }
    const path = join(folder, String(last + 1));
    try {
      linkSync(mine, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    const numbers = numbersIn(folder);
    if (numbers.at(-1) === last + 1) {
      // The one before stays: whoever is still looking at it must find that its successor exists.
      for (const number of numbers.slice(0, -2)) rmSync(join(folder, String(number)), { force: true });
      return;
    }
    rmSync(path, { force: true }); // its number had been used and cleared away: somebody is far ahead
  }
  throw new StoreError(`${dirname(folder)} is being opened by many processes at once. Try again.`);
}

/** The numbers of the locks, ascending. */
function numbersIn(folder: string): number[] {
  const names = readdirSync(folder).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

/** Who holds a lock; undefined when it was released, or cleared away meanwhile. */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(holder.pid) ? (holder as Holder) : undefined;
  } catch {
    return undefined; // empty, or half of it on a disk that lost power: either way nobody holds it
  }
}
