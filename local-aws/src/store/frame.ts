/**
 * How an entry stands in the journal. All numbers are 32 bits, little-endian.
 *
 *     journal: "lawsjrnl" | marker | CRC of these 12 bytes | entry …
 *     entry:   marker | length of the payload | CRC of the payload | CRC of these 12 bytes | payload
 *
 * The marker is random and the same all over one journal. It lets the entries behind a damaged one be
 * found, and cannot be forged by data, which does not know it. The heading has a CRC of its own so that a
 * damaged length is told from a payload that was only written in part.
 */
import { crc32 } from 'node:zlib';

/** The length of the journal's own heading, and of each entry's, in bytes. */
export const HEADING = 16;

const MAGIC = Buffer.from('lawsjrnl', 'latin1');
const CHECKED = 12;

export interface Heading {
  /** In bytes. */
  length: number;
  crc: number;
}

export function journalHeading(marker: number): Buffer {
  const heading = Buffer.alloc(HEADING);
  MAGIC.copy(heading);
  heading.writeUInt32LE(marker, 8);
  return sealed(heading);
}

/** The marker of a journal; undefined when these are not the first bytes of one. */
export function readJournalHeading(bytes: Buffer): number | undefined {
  if (!isSealed(bytes, 0) || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  return bytes.readUInt32LE(8);
}

/**
 * Writes an entry's heading into the first bytes of `head`. Its payload is the rest of that, and what follows.
 *
 * @throws RangeError when the payload is longer than 32 bits can say.
 */
export function seal(head: Buffer, following: readonly Uint8Array[], marker: number): void {
  let length = head.length - HEADING;
  let crc = crc32(head.subarray(HEADING));
  for (const bytes of following) {
    length += bytes.byteLength;
    crc = crc32(bytes, crc);
  }
  head.writeUInt32LE(marker, 0);
  head.writeUInt32LE(length, 4);
  head.writeUInt32LE(crc, 8);
  sealed(head);
}

/** The heading of the entry that begins at `at`; undefined when none does. */
export function readHeading(bytes: Buffer, at: number, marker: number): Heading | undefined {
  if (!isSealed(bytes, at) || bytes.readUInt32LE(at) !== marker) return undefined;
  return { length: bytes.readUInt32LE(at + 4), crc: bytes.readUInt32LE(at + 8) };
}

/** Where the next heading begins at or after `from`; undefined when there is none in these bytes. */
export function findHeading(bytes: Buffer, from: number, marker: number): number | undefined {
  const needle = Buffer.alloc(4);
  needle.writeUInt32LE(marker);
  for (let at = bytes.indexOf(needle, from); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    if (isSealed(bytes, at)) return at;
  }
  return undefined;
}

function sealed(heading: Buffer): Buffer {
  heading.writeUInt32LE(crc32(heading.subarray(0, CHECKED)), CHECKED);
  return heading;
}

function isSealed(bytes: Buffer, at: number): boolean {
  if (at + HEADING > bytes.length) return false;
  return crc32(bytes.subarray(at, at + CHECKED)) === bytes.readUInt32LE(at + CHECKED);
}
