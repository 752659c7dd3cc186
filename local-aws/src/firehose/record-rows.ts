/** How the records of one put call lie beside their journal row: their number, the length of each, their bytes. */

const WORD = 4;

export function packRecords(records: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.allocUnsafe(WORD * (records.length + 1));
  head.writeUInt32LE(records.length, 0);
  for (const [index, record] of records.entries()) head.writeUInt32LE(record.byteLength, WORD * (index + 1));
  return Buffer.concat([head, ...records]);
}

/** Undoes `packRecords`; the data is a view of the same bytes. */
export function unpackRecords(packed: Uint8Array): { data: Uint8Array; lengths: number[] } {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const count = view.getUint32(0, true);
  const lengths = Array.from({ length: count }, (_, index) => view.getUint32(WORD * (index + 1), true));
  return { data: packed.subarray(WORD * (count + 1)), lengths };
}
