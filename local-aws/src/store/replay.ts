/** Reading a journal back, and what to make of a damaged one. */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decodeEntry, type Loaded } from './entry.js';
import { findHeading, HEADING, readHeading, readJournalHeading } from './frame.js';
import { PIECE, Pieces, readFully } from './pieces.js';
import { StoreError } from './store-error.js';

export interface Replayed {
  marker: number;
  /** Up to where the journal is good, in bytes. */
  length: number;
  /** The length of the file: what is beyond `length` is the torn end of a write that was never confirmed. */
  fileLength: number;
}

/**
 * Loads every change of a journal, in order.
 *
 * An entry is written only when the one before is on disk. So a write that was cut short by a crash or a
 * power failure can only be the last entry: what is there of it is left out, nobody was told that it was
 * durable. A damaged entry with anything behind it is another matter: data that was confirmed is lost.
 *
 * @throws StoreError naming file and offset when the journal is damaged before its last entry.
 */
export async function replay(
  file: FileHandle,
  path: string,
  load: (change: Loaded) => void,
): Promise<Replayed> {
  const { size } = await file.stat();
  const pieces = new Pieces(file, size);
  try {
    return await replayPieces(pieces, size, file, path, load);
  } finally {
    await pieces.settled();
  }
}

async function replayPieces(
  pieces: Pieces,
  size: number,
  file: FileHandle,
  path: string,
  load: (change: Loaded) => void,
): Promise<Replayed> {
  const heading = size < HEADING ? undefined : readJournalHeading(await pieces.take(0, HEADING));
  if (heading === undefined) throw damaged(path, 0, 'it does not begin as a journal of local-aws does');
  const done = (length: number) => ({ marker: heading, length, fileLength: size });
  let at = HEADING;
  while (at < size) {
    if (at + HEADING > size) return done(at);
    const entry = readHeading(await pieces.take(at, HEADING), 0, heading);
    if (!entry) {
      const next = await nextHeading(file, at + 1, size, heading);
      if (next === undefined) return done(at);
      throw damaged(path, at, `no entry can be read there, but one begins at ${next}`);
    }
    const end = at + HEADING + entry.length;
    if (end > size) return done(at);
    const payload = await pieces.take(at + HEADING, entry.length);
    if (crc32(payload) !== entry.crc) {
      if (end === size) return done(at);
      throw damaged(path, at, `the checksum of the entry is wrong, and ${size - end} bytes follow it`);
    }
    try {
      decodeEntry(payload, load);
    } catch (cause) {
      throw damaged(path, at, 'the entry cannot be understood', cause);
    }
    at = end;
  }
  return done(at);
}

function damaged(path: string, offset: number, why: string, cause?: unknown): StoreError {
  return new StoreError(
    `${path} is damaged at offset ${offset}: ${why}. Nothing was changed. Restore the folder from a copy, ` +
      'or delete it to start afresh: it holds only local test data.',
    { cause },
  );
}

/** Where the next entry begins at or after `from`. */
async function nextHeading(
  file: FileHandle,
  from: number,
  size: number,
  marker: number,
): Promise<number | undefined> {
  const bytes = Buffer.allocUnsafeSlow(PIECE);
  for (let at = from; at < size; at += PIECE - HEADING + 1) {
    const piece = bytes.subarray(0, Math.min(PIECE, size - at));
    await readFully(file, piece, at);
    const found = findHeading(piece, 0, marker);
    if (found !== undefined) return at + found;
  }
  return undefined;
}
