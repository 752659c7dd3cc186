/**
 * A reader of raw Snappy that shares nothing with the writer, from Snappy's published format description
 * (google/snappy, format_description.txt): the length as a varint, then literals and copies from what has
 * been read already. It fails on everything that is not well formed.
 */
import assert from 'node:assert/strict';

export function readRawSnappy(input: Uint8Array): Buffer {
  let at = 0;
  const next = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i += 1) {
      const byte = input[at];
      assert.ok(byte !== undefined, 'raw Snappy ends too early');
      value += byte * 2 ** (8 * i);
      at += 1;
    }
    return value;
  };
  const varint = (): number => {
    const byte = next(1);
    return byte < 128 ? byte : byte - 128 + 128 * varint();
  };

  const output = Buffer.alloc(varint());
  let filled = 0;
  const copy = (length: number, offset: number): void => {
    assert.ok(offset > 0 && offset <= filled, `copy from ${offset} back at ${filled}`);
    // Byte by byte: a copy may reach into what it has just written.
    for (let i = 0; i < length; i += 1, filled += 1) output[filled] = output[filled - offset] ?? 0;
  };

  while (at < input.length) {
    const tag = next(1);
    const upper = tag >> 2;
    const kind = tag & 3;
    if (kind === 0) {
      const length = (upper < 60 ? upper : next(upper - 59)) + 1;
      assert.ok(at + length <= input.length, 'a literal longer than the input');
      output.set(input.subarray(at, at + length), filled);
      at += length;
      filled += length;
    } else if (kind === 1) {
      copy((upper & 7) + 4, (upper >> 3) * 256 + next(1));
    } else {
      copy(upper + 1, next(kind === 2 ? 2 : 4));
    }
  }
  assert.equal(filled, output.length, 'the length that raw Snappy announces');
  return output;
}
