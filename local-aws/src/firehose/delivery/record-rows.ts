/** How the records of one put call lie beside their journal row: the length of each, and then their bytes. */

const WORD = 4;

/** The records of one put call: their bytes end to end, and the length of each. */
export interface Records {
  data: Uint8Array;
  lengths: ArrayLike<number>;
}

/** @returns the bytes for the journal, and how many of them are the records'. */
export function packRecords(records: readonly Uint8Array[]): { packed: Uint8Array; bytes: number } {
  const head = WORD * records.length;
  let bytes = 0;
  for (const { length } of records) bytes += length;
  // Not from Node's shared pool: the journal keeps them for as long as they are not delivered.
  const packed = Buffer.allocUnsafeSlow(head + bytes);
  const words = new DataView(packed.buffer, 0, head);
  let at = head;
  for (let i = 0; i < records.length; i += 1) {
    const record = records[i] as Uint8Array;
    words.setUint32(WORD * i, record.length, true);
    packed.set(record, at);
    at += record.length;
  }
  return { packed, bytes };
}

/** Undoes `packRecords` of so many records; the data is a view of the same bytes. */
export function unpackRecords(packed: Uint8Array, count: number): Records {
  const words = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const lengths = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) lengths[i] = words.getUint32(WORD * i, true);
  return { data: packed.subarray(WORD * count), lengths };
}
