import { bigEndian, snappyBlocks } from './snappy-blocks.js';

/** The block that snappy-java takes unless told otherwise. */
const BLOCK_SIZE = 32 * 1024;
const MAGIC = Uint8Array.of(0x82, ...Buffer.from('SNAPPY'), 0);
const VERSION = 1;
const OLDEST_READER = 1;

/**
 * The stream format of the library snappy-java (observed on AWS): a header, then blocks of raw Snappy, each
 * after its compressed length. Not Snappy's own framing format, which other tools write into `.sz` files.
 */
export async function snappyJava(bytes: Uint8Array): Promise<Uint8Array> {
  const pieces = [MAGIC, bigEndian(VERSION), bigEndian(OLDEST_READER)];
  for await (const { compressed } of snappyBlocks(bytes, BLOCK_SIZE)) {
    pieces.push(bigEndian(compressed.length), compressed);
  }
  return Buffer.concat(pieces);
}
