/**
 * The state of one account in one region: rows in memory, mirrored in a journal, and blobs, in one folder.
 * What `durable()` has confirmed survives `kill -9`. After a start, the bytes beside rows stay in the journal
 * until somebody asks for them.
 */
import { writeFileSync } from 'node:fs';
import { open as openOnDisk } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Blobs } from './blobs.js';
import { diskBlobs } from './disk-blobs.js';
import { makeFolder, type OpenFile, OWNER_ONLY_FILE } from './files.js';
import { inspectFolder, JOURNAL_FILE, LOCK_FOLDER, type Owner, writeFormat } from './format.js';
import { groupCommit, type Mark } from './group-commit.js';
import { createJournal, type Journal, openJournal } from './journal.js';
import { takeLock } from './lock.js';
import { memoryBlobs } from './memory-blobs.js';
import type { Loaded } from './replay.js';
import type { Undoable } from './rows.js';
import { codeOf, failedTo, StoreError } from './store-error.js';
import type { Table } from './table.js';
import { createTables, type Tables } from './tables.js';

/** How much of the journal may be out of date before it is written anew, in bytes: at the start, and later. */
const DEAD_AT_OPEN = 4 * 1024 * 1024;
const DEAD_WHILE_OPEN = 64 * 1024 * 1024;

export interface Store {
  /** The folder, as an absolute path; undefined for a store in memory. */
  readonly dir: string | undefined;
  readonly blobs: Blobs;
  /** The table of this name, empty when it is first asked for. All who ask for a name get the same rows. */
  table<Row>(name: string): Table<Row>;
  /**
   * Resolves when everything that was changed before the call is on disk. Calls that wait at the same time
   * share one write and one sync. Changes made without an await in between reach the disk together or not
   * at all.
   *
   * When the disk refuses, everything that is not on it yet is undone, and all who wait for it get the
   * error. Changes of an operation that awaits something between its first change and this call may have
   * been undone before it: such a caller takes a `mark()` first and passes it.
   *
   * @throws StoreError when the changes could not be written and have been undone. Later changes are tried
   *   afresh.
   */
  durable(since?: Mark): Promise<void>;
  /** A point in time for `durable`: it then also fails if changes have been undone since. */
  mark(): Mark;
  /**
   * Writes what is not on disk yet and releases the folder. May be called twice. Nothing can be changed
   * from then on.
   *
   * @throws StoreError when the last changes could not be written. The folder is released all the same.
   */
  close(): Promise<void>;
}

/** A store with the same face and no folder, for tests. Everything is "durable" at once. */
export function memoryStore(): Store {
  const tables = createTables(() => {});
  return {
    dir: undefined,
    blobs: memoryBlobs(),
    table: <Row>(name: string) => tables.rows(name) as Table<unknown> as Table<Row>,
    durable: async () => {},
    mark: () => 0,
    close: async () => {},
  };
}

/**
 * Opens the store in a folder, which is made if it is not there. `openFile` opens the journal.
 *
 * @throws StoreError when the folder is in use, of another format, account or region, not a data folder,
 *   damaged, or cannot be read and written. It has not been changed then.
 */
export async function openStore(dir: string, owner: Owner, openFile: OpenFile = openOnDisk): Promise<Store> {
  const folder = resolve(dir);
  inspectFolder(folder, owner);
  const lock = takeLock(join(folder, LOCK_FOLDER));
  try {
    return await openLocked(folder, owner, openFile, () => lock.release());
  } catch (error) {
    lock.release();
    if (error instanceof StoreError) throw error;
    throw failedTo(`open the data folder ${folder}`, error);
  }
}

async function openLocked(
  folder: string,
  owner: Owner,
  openFile: OpenFile,
  release: () => void,
): Promise<Store> {
  const path = join(folder, JOURNAL_FILE);
  // Looked at again: another process may have made the folder until the lock was taken.
  if (inspectFolder(folder, owner) === 'new') {
    createJournal(path);
    writeFormat(folder, owner);
  }
  keepOutOfGit(folder);
  makeFolder(join(folder, 'blobs'));

  let closing: Promise<void> | undefined;
  const changed = (change: Undoable) => {
    if (closing) throw new StoreError(`${folder} is closed: ${change.table} ${change.key} cannot be changed`);
    commits.add(change);
  };
  const tables = createTables(changed);
  const journal = await openJournal(path, (change) => load(tables, change), openFile);
  const commits = groupCommit<Undoable>({
    write: (group) => journal.append(group),
    undo: (changes) => tables.undo(changes),
    between: compaction(journal, tables),
  });
  commits.wake();

  const close = async () => {
    try {
      await commits.durable();
    } finally {
      await commits.idle();
      await journal.close().finally(release);
    }
  };
  return {
    dir: folder,
    blobs: diskBlobs(join(folder, 'blobs')),
    table: <Row>(name: string) => tables.rows(name) as Table<unknown> as Table<Row>,
    durable: commits.durable,
    mark: commits.mark,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** So that what a lesson leaves behind never lands in somebody's repository. */
function keepOutOfGit(folder: string): void {
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: OWNER_ONLY_FILE });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function load(tables: Tables, { table, key, row, bytes, cost }: Loaded): void {
  const rows = tables.rows(table);
  if (row === undefined) rows.unload(key);
  else rows.load(key, row, bytes, cost);
}

/** Has the journal written anew between two groups when most of it is out of date. */
function compaction(journal: Journal, tables: Tables): () => (() => Promise<void>) | undefined {
  const dead = () => journal.length - tables.cost();
  const isMostlyDead = () => dead() > journal.length / 2;
  let allowed = DEAD_AT_OPEN;
  return () => {
    const isDue = dead() > allowed && isMostlyDead();
    allowed = Math.max(allowed, DEAD_WHILE_OPEN);
    if (!isDue) return undefined;
    const rows = tables.snapshot();
    return () =>
      journal.rewrite(rows).catch(() => {
        allowed = 2 * dead(); // the old journal is as good as before, only longer; not tried again at once
      });
  };
}
