/** Reading a journal back, and what to make of a damaged one. */
import { fstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decodeText, type ToldChange } from './entry.js';
import {
  ENTRY_HEADING,
  type EntryHeading,
  findHeading,
  JOURNAL_HEADING,
  readHeading,
  readJournalHeading,
} from './frame.js';
import { JournalBytes } from './journal-bytes.js';
import { PIECE, Pieces, readFully } from './pieces.js';
import { StoreError } from './store-error.js';

/** A change as it is read back. */
export interface Loaded {
  table: string;
  key: string;
  /** undefined when the row was removed. */
  row: unknown;
  bytes: JournalBytes | undefined;
  /** About how many bytes of the journal it takes. */
  cost: number;
}

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
export function replay(file: FileHandle, path: string, load: (change: Loaded) => void): Replayed {
  const { size } = fstatSync(file.fd);
  const pieces = new Pieces(file.fd, size);
  const marker = size < JOURNAL_HEADING ? undefined : readJournalHeading(pieces.take(JOURNAL_HEADING));
  if (marker === undefined) throw damaged(path, 0, 'it does not begin as a journal of local-aws does');
  const done = (length: number) => ({ marker, length, fileLength: size });
  let at = JOURNAL_HEADING;
  while (at < size) {
    if (at + ENTRY_HEADING > size) return done(at);
    const heading = readHeading(pieces.take(ENTRY_HEADING), 0, marker);
    if (!heading) {
      const next = nextHeading(file.fd, at + 1, size, marker);
      if (next === undefined) return done(at);
      throw damaged(path, at, `no entry can be read there, but one begins at ${next}`);
    }
    const bytesAt = at + ENTRY_HEADING + heading.textLength;
    const end = bytesAt + heading.bytesLength;
    if (end > size) return done(at);
    const text = pieces.take(heading.textLength);
    const changes = crc32(text) === heading.textCrc ? understood(text, heading, path, at) : undefined;
    if (!changes?.every(({ bytes }) => !bytes || pieces.crc(bytes.length) === bytes.crc)) {
      if (end === size) return done(at);
      throw damaged(path, at, `the checksum of the entry is wrong, and ${size - end} bytes follow it`);
    }
    const share = Math.ceil((bytesAt - at) / changes.length);
    let position = bytesAt;
    for (const { table, key, row, bytes } of changes) {
      const length = bytes?.length ?? 0;
      const kept = bytes && new JournalBytes(file, path, position, bytes);
      load({ table, key, row, bytes: kept, cost: share + length });
      position += length;
    }
    at = end;
  }
  return done(at);
}

/** @throws StoreError when a text whose checksum is right is still none of ours */
function understood(text: Buffer, { bytesLength }: EntryHeading, path: string, at: number): ToldChange[] {
  try {
    return decodeText(text, bytesLength);
  } catch (cause) {
    throw damaged(path, at, 'the entry cannot be understood', cause);
  }
}

function damaged(path: string, offset: number, why: string, cause?: unknown): StoreError {
  return new StoreError(
    `${path} is damaged at offset ${offset}: ${why}. Nothing was changed. Restore the folder from a copy, ` +
      'or delete it to start afresh: it holds only local test data.',
    { cause },
  );
}

/** Where the next entry begins at or after `from`. */
function nextHeading(fd: number, from: number, size: number, marker: number): number | undefined {
  const bytes = Buffer.allocUnsafeSlow(PIECE);
  for (let at = from; at < size; at += PIECE - ENTRY_HEADING + 1) {
    const piece = bytes.subarray(0, Math.min(PIECE, size - at));
    readFully(fd, piece, at);
    const found = findHeading(piece, 0, marker);
    if (found !== undefined) return at + found;
  }
  return undefined;
}
