import { setImmediate } from 'node:timers/promises';
import { compress } from 'snappyjs';

/** Compressed at a stretch, some milliseconds of work; then other requests have their turn. */
const BYTES_PER_TURN = 1024 * 1024;

/** A piece of the input and its raw Snappy form. */
export interface SnappyBlock {
  raw: Uint8Array;
  compressed: Uint8Array;
}

/** Cuts bytes into blocks, the last one shorter, and compresses each. No bytes are no block. */
export async function* snappyBlocks(bytes: Uint8Array, blockSize: number): AsyncGenerator<SnappyBlock> {
  for (let start = 0; start < bytes.length; start += blockSize) {
    if (start > 0 && start % BYTES_PER_TURN === 0) await setImmediate();
    const raw = bytes.subarray(start, start + blockSize);
    yield { raw, compressed: compress(raw) };
  }
}

/** A length as Java writes an int. */
export function bigEndian(length: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(length);
  return bytes;
}
