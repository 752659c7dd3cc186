/**
 * What an entry of the journal says: changes of rows that hold together. Its payload is the length of a
 * JSON text (32 bits, little-endian), the text, and then the bytes of the rows, end to end:
 *
 *     [["table", "key", row], ["table", "key", row, length of its bytes], ["table", "removed key"]]
 */
import { HEADING, seal } from './frame.js';
import type { Change } from './rows.js';

/** A change as it is read back: `row` is undefined when the row was removed. */
export interface Loaded {
  table: string;
  key: string;
  row: unknown;
  bytes: Uint8Array | undefined;
  /** About how many bytes of the journal it takes. */
  cost: number;
}

const LENGTH = 4;

/**
 * A complete entry, heading and all, in pieces to be written one behind the other: bytes are not copied.
 *
 * @throws RangeError when the changes are too many for one entry (512 MB of JSON, 4 GiB of bytes).
 */
export function encodeEntry(changes: readonly Change[], marker: number): Uint8Array[] {
  const json = `[${changes.map(toJson).join()}]`;
  const jsonLength = Buffer.byteLength(json);
  const head = Buffer.allocUnsafe(HEADING + LENGTH + jsonLength);
  head.writeUInt32LE(jsonLength, HEADING);
  head.write(json, HEADING + LENGTH);
  const bytes = changes.flatMap((change) => (change.bytes?.byteLength ? change.bytes : []));
  seal(head, bytes, marker);
  return [head, ...bytes];
}

function toJson({ table, key, json, bytes }: Change): string {
  const name = `${JSON.stringify(table)},${JSON.stringify(key)}`;
  if (json === undefined) return `[${name}]`;
  return bytes ? `[${name},${json},${bytes.byteLength}]` : `[${name},${json}]`;
}

type Item = [table: string, key: string, row?: unknown, bytesLength?: number];

/**
 * Reads the changes of an entry in their order. Bytes are not copied: they are parts of `payload`.
 *
 * @throws Error when it is not the payload of an entry.
 */
export function decodeEntry(payload: Buffer, load: (change: Loaded) => void): void {
  const bytesAt = LENGTH + payload.readUInt32LE(0);
  const items = JSON.parse(payload.toString('utf8', LENGTH, bytesAt)) as Item[];
  const share = Math.ceil(bytesAt / items.length);
  let at = bytesAt;
  for (const [table, key, row, bytesLength] of items) {
    const bytes = bytesLength === undefined ? undefined : payload.subarray(at, at + bytesLength);
    at += bytesLength ?? 0;
    load({ table, key, row, bytes, cost: share + (bytesLength ?? 0) });
  }
  if (at !== payload.length) throw new Error(`it has ${payload.length} bytes and not ${at}`);
}
