/**
 * What an entry of the journal says: changes of rows that hold together. Its text is JSON, and behind it stand
 * the bytes of the rows, end to end. Each have a CRC of their own, so that one row's can be read again alone:
 *
 *     [["table", "key", row], ["table", "key", row, length, CRC of its bytes], ["table", "removed key"]]
 */
import { crc32 } from 'node:zlib';
import { ENTRY_HEADING, writeHeading } from './frame.js';
import type { Change } from './rows.js';

/** A complete entry, to be written one piece behind the other. */
export interface EncodedEntry {
  /** Heading and text. */
  head: Buffer;
  /** Those of the changes, in their order; not copied. */
  bytes: Uint8Array[];
}

/** @throws RangeError when the changes are too many for one entry (512 MB of JSON, 4 GiB of bytes). */
export function encodeEntry(changes: readonly Change[], marker: number): EncodedEntry {
  const json = `[${changes.map(toJson).join()}]`;
  const head = Buffer.allocUnsafe(ENTRY_HEADING + Buffer.byteLength(json));
  head.write(json, ENTRY_HEADING);
  const bytes = changes.flatMap((change) => (change.bytes?.byteLength ? change.bytes : []));
  writeHeading(
    head,
    bytes.reduce((sum, { byteLength }) => sum + byteLength, 0),
    marker,
  );
  return { head, bytes };
}

function toJson({ table, key, json, bytes }: Change): string {
  const name = `${JSON.stringify(table)},${JSON.stringify(key)}`;
  if (json === undefined) return `[${name}]`;
  return bytes ? `[${name},${json},${bytes.byteLength},${crc32(bytes)}]` : `[${name},${json}]`;
}

/** A change as the text tells it. */
export interface ToldChange {
  table: string;
  key: string;
  /** undefined when the row was removed. */
  row: unknown;
  /** undefined when it has none. */
  bytes: { length: number; crc: number } | undefined;
}

type Item = [table: string, key: string, row?: unknown, length?: number, crc?: number];

/**
 * Reads the changes of an entry, in their order.
 *
 * @throws Error when it is not the text of an entry, or not of one with so many bytes behind it.
 */
export function decodeText(text: Buffer, bytesLength: number): ToldChange[] {
  const changes = (JSON.parse(text.toString()) as Item[]).map(toldChange);
  const told = changes.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  if (told !== bytesLength) throw new Error(`it has ${bytesLength} bytes and not ${told}`);
  return changes;
}

/** By index: taking an array apart makes an object of each member, which is felt at the start of a full store. */
function toldChange(item: Item): ToldChange {
  const length = item[3];
  const bytes = length === undefined ? undefined : { length, crc: item[4] as number };
  return { table: item[0], key: item[1], row: item[2], bytes };
}
