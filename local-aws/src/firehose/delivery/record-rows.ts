/** How the records of one put call lie beside their journal row: their number, the length of each, their bytes. */

const WORD = 4;

/** The records of one put call: their bytes end to end, and the length of each. */
export interface Records {
  data: Uint8Array;
  lengths: Uint32Array;
}

/** @returns the bytes for the journal, and the records as `unpackRecords` would find them in these. */
export function packRecords(records: readonly Uint8Array[]): { packed: Uint8Array } & Records {
  const lengths = new Uint32Array(records.length);
  const head = WORD * (records.length + 1);
  let end = head;
  for (let i = 0; i < records.length; i += 1) {
    const { length } = records[i] as Uint8Array;
    lengths[i] = length;
    end += length;
  }
  // Not from Node's shared pool: the journal keeps them for as long as they are not delivered.
  const packed = Buffer.allocUnsafeSlow(end);
  const words = new DataView(packed.buffer, 0, head);
  words.setUint32(0, records.length, true);
  let at = head;
  for (let i = 0; i < records.length; i += 1) {
    const record = records[i] as Uint8Array;
    words.setUint32(WORD * (i + 1), record.length, true);
    packed.set(record, at);
    at += record.length;
  }
  return { packed, data: packed.subarray(head), lengths };
}

/** Undoes `packRecords`; the data is a view of the same bytes. */
export function unpackRecords(packed: Uint8Array): Records {
  const words = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const lengths = new Uint32Array(words.getUint32(0, true));
  for (let i = 0; i < lengths.length; i += 1) lengths[i] = words.getUint32(WORD * (i + 1), true);
  return { data: packed.subarray(WORD * (lengths.length + 1)), lengths };
}
