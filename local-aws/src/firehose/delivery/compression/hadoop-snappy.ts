import { bigEndian, snappyBlocks } from './snappy-blocks.js';

/** Hadoop's default for the buffer of its Snappy codec. */
const BLOCK_SIZE = 256 * 1024;

/**
 * The framing of Hadoop's BlockCompressorStream (AWS documentation): blocks of raw Snappy, each after its
 * length before and its length after compression. No bytes give no block, decided by us.
 */
export async function hadoopSnappy(bytes: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const { raw, compressed } of snappyBlocks(bytes, BLOCK_SIZE)) {
    pieces.push(bigEndian(raw.length), bigEndian(compressed.length), compressed);
  }
  return Buffer.concat(pieces);
}
