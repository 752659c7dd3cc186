/** The journal: a file of entries that only grows, until it is written anew without what is out of date. */
import { randomInt } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { open as openOnDisk, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeEntry } from './entry.js';
import { type OpenFile, OWNER_ONLY_FILE, syncFolder, writeWhole } from './files.js';
import { journalHeading } from './frame.js';
import { inMemory, JournalBytes } from './journal-bytes.js';
import { type Loaded, replay } from './replay.js';
import type { Change, KeptRow } from './rows.js';
import { failedTo, remedyOf, StoreError } from './store-error.js';

/** How much goes into one entry when a journal is written anew, in bytes. */
const SLICE = 1024 * 1024;

type JournalFile = Awaited<ReturnType<OpenFile>>;

export interface Journal {
  /** In bytes. */
  readonly length: number;
  /**
   * Adds an entry; it is on disk when this resolves. One call at a time.
   *
   * @throws StoreError when it is not; the file has been cut back to what it was, or will be before
   *   anything else is written.
   */
  append(changes: readonly Change[]): Promise<void>;
  /**
   * Writes the journal anew with these rows alone, which must be what its entries come to. No `append`
   * meanwhile. Bytes that stand in the journal are read from the new one from then on.
   *
   * @throws the system's error when that failed; the journal is what it was.
   */
  rewrite(rows: Iterable<KeptRow>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes an empty journal, complete and on the disk. A journal that is there is replaced. Its name is durable when its
 * folder is synced, which is left to whoever makes more in it.
 */
export function createJournal(path: string): void {
  writeWhole(path, journalHeading(randomInt(2 ** 32)));
}

/**
 * Opens a journal, gives everything in it to `load`, and cuts off a torn end.
 *
 * @throws StoreError naming file and offset when it is damaged, and the system's error when it cannot be
 *   read or written.
 */
export async function openJournal(
  path: string,
  load: (change: Loaded) => void,
  openFile: OpenFile = openOnDisk,
): Promise<Journal> {
  let file = await openFile(path, 'r+');
  let marker: number;
  let length: number;
  try {
    const replayed = replay(file, path, load);
    ({ marker, length } = replayed);
    if (replayed.fileLength > length) {
      await file.truncate(length);
      await file.datasync();
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  /** What is beyond `length` is left over from a write that failed. */
  let torn = false;
  /** The file has been put in its place, but its folder is not known to say so after a power failure. */
  let unnamed = false;

  const settle = async () => {
    if (unnamed) await syncFolder(dirname(path));
    unnamed = false;
    if (torn) await file.truncate(length);
    torn = false;
  };
  return {
    get length() {
      return length;
    },
    async append(changes) {
      try {
        checkStillThere(file, path);
        await settle();
        const { head, bytes } = encodeEntry(changes, marker);
        torn = true;
        const written = await writeFully(file, [head, ...bytes], length);
        await file.datasync();
        torn = false;
        length += written;
      } catch (cause) {
        await settle().catch(() => {}); // tried again before the next write
        if (cause instanceof StoreError) throw cause;
        const remedy = `The changes were undone. ${remedyOf(cause)}, then try again: the store works on.`;
        throw failedTo(`write to ${path}`, cause, remedy);
      }
    },
    async rewrite(rows) {
      // Somebody may have deleted the folder, and another process made it anew: its journal is not ours.
      const fresh = await writeAnew(path, rows, openFile, () => checkStillThere(file, path));
      const old = file;
      ({ file, marker, length } = fresh);
      for (const [bytes, position] of fresh.moved) bytes.moveTo(file, position);
      torn = false;
      unnamed = true;
      await old.close();
      await settle().catch(() => {}); // tried again before the next write, which is not durable without it
    },
    close: () => file.close(),
  };
}

/** Writes a journal beside `path` and puts it in its place, which is durable only when the folder is synced. */
async function writeAnew(path: string, rows: Iterable<KeptRow>, openFile: OpenFile, checkPlace: () => void) {
  checkPlace();
  const marker = randomInt(2 ** 32);
  const unfinished = `${path}.tmp`;
  const file = await openFile(unfinished, 'w+', OWNER_ONLY_FILE);
  try {
    const moved: [JournalBytes, position: number][] = [];
    let length = await writeFully(file, [journalHeading(marker)], 0);
    for (const slice of slices(rows)) {
      const changes = slice.map((row) => ({ ...row, bytes: inMemory(row.bytes) }));
      const { head, bytes } = encodeEntry(changes, marker);
      let position = length + head.byteLength;
      for (const row of slice) {
        if (row.bytes instanceof JournalBytes) moved.push([row.bytes, position]);
        position += row.bytes?.byteLength ?? 0;
      }
      length += await writeFully(file, [head, ...bytes], length);
    }
    await file.sync();
    checkPlace();
    await rename(unfinished, path);
    return { file, marker, length, moved };
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true }).catch(() => {}); // the error that matters is the first one
    throw error;
  }
}

function* slices(rows: Iterable<KeptRow>): Generator<KeptRow[]> {
  let slice: KeptRow[] = [];
  let size = 0;
  for (const row of rows) {
    slice.push(row);
    size += (row.json?.length ?? 0) + (row.bytes?.byteLength ?? 0);
    if (size < SLICE) continue;
    yield slice;
    slice = [];
    size = 0;
  }
  if (slice.length > 0) yield slice;
}

/** What is written to a file without a name is gone with the process, and nothing else would say so. */
function checkStillThere(file: JournalFile, path: string): void {
  if (fstatSync(file.fd).nlink > 0) return;
  throw new StoreError(
    `cannot write to ${path}: it was deleted while it was in use. The changes were undone. ` +
      'Stop local-aws and start it again: it begins afresh.',
  );
}

/** Writes pieces one behind the other; gives the bytes that they have together. */
async function writeFully(
  file: JournalFile,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<number> {
  let at = position;
  for (let left = pieces; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, at);
    if (bytesWritten === 0) throw new Error(`nothing could be written at offset ${at}`);
    at += bytesWritten;
    left = without(left, bytesWritten);
  }
  return at - position;
}

/** The pieces less so many bytes at their beginning. */
function without(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let cut = bytes;
  for (const [index, piece] of pieces.entries()) {
    if (cut < piece.byteLength) return [piece.subarray(cut), ...pieces.slice(index + 1)];
    cut -= piece.byteLength;
  }
  return [];
}
