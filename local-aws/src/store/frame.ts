/**
 * How an entry stands in the journal. All numbers are 32 bits, little-endian.
 *
 *     journal: "lawsjrnl" | marker | CRC of these 12 bytes | entry …
 *     entry:   marker | length of the text | length of the bytes | CRC of the text | CRC of these 16 bytes
 *              | text | bytes
 *
 * The marker is random and the same all over one journal. It lets the entries behind a damaged one be
 * found, and cannot be forged by data, which does not know it. The heading has a CRC of its own so that a
 * damaged length is told from an entry that was only written in part. The CRCs of the bytes stand in the text.
 */
import { crc32 } from 'node:zlib';

/** The length of the journal's own heading, in bytes. */
export const JOURNAL_HEADING = 16;
/** The length of each entry's heading, in bytes. */
export const ENTRY_HEADING = 20;

const MAGIC = Buffer.from('lawsjrnl', 'latin1');
const CRC = 4;

export interface EntryHeading {
  /** In bytes. */
  textLength: number;
  /** In bytes. */
  bytesLength: number;
  textCrc: number;
}

export function journalHeading(marker: number): Buffer {
  const heading = Buffer.alloc(JOURNAL_HEADING);
  MAGIC.copy(heading);
  heading.writeUInt32LE(marker, 8);
  seal(heading);
  return heading;
}

/** The marker of a journal; undefined when these are not the first bytes of one. */
export function readJournalHeading(bytes: Buffer): number | undefined {
  if (!isSealed(bytes, 0, JOURNAL_HEADING) || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    return undefined;
  return bytes.readUInt32LE(8);
}

/**
 * Writes an entry's heading into the first bytes of `head`, of which the rest is its text.
 *
 * @throws RangeError when the bytes are more than 32 bits can say.
 */
export function writeHeading(head: Buffer, bytesLength: number, marker: number): void {
  head.writeUInt32LE(marker, 0);
  head.writeUInt32LE(head.length - ENTRY_HEADING, 4);
  head.writeUInt32LE(bytesLength, 8);
  head.writeUInt32LE(crc32(head.subarray(ENTRY_HEADING)), 12);
  seal(head.subarray(0, ENTRY_HEADING));
}

/** The heading of the entry that begins at `at`; undefined when none does. */
export function readHeading(bytes: Buffer, at: number, marker: number): EntryHeading | undefined {
  if (!isSealed(bytes, at, ENTRY_HEADING) || bytes.readUInt32LE(at) !== marker) return undefined;
  return {
    textLength: bytes.readUInt32LE(at + 4),
    bytesLength: bytes.readUInt32LE(at + 8),
    textCrc: bytes.readUInt32LE(at + 12),
  };
}

/** Where the next heading begins at or after `from`; undefined when there is none in these bytes. */
export function findHeading(bytes: Buffer, from: number, marker: number): number | undefined {
  const needle = Buffer.alloc(4);
  needle.writeUInt32LE(marker);
  for (let at = bytes.indexOf(needle, from); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    if (isSealed(bytes, at, ENTRY_HEADING)) return at;
  }
  return undefined;
}

/** Ends a heading with the CRC of what stands before. */
function seal(heading: Buffer): void {
  const checked = heading.length - CRC;
  heading.writeUInt32LE(crc32(heading.subarray(0, checked)), checked);
}

function isSealed(bytes: Buffer, at: number, length: number): boolean {
  if (at + length > bytes.length) return false;
  const checked = at + length - CRC;
  return crc32(bytes.subarray(at, checked)) === bytes.readUInt32LE(checked);
}
