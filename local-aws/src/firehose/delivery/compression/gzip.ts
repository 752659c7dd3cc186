import { promisify } from 'node:util';
import { gzip as zlibGzip } from 'node:zlib';

const compress = promisify(zlibGzip);

/** What comes back at a time: each piece of an output wakes the event loop. */
const CHUNK_BYTES = 1024 * 1024;

/** One gzip member, made outside of the event loop. */
export function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  return compress(bytes, { level: 6, chunkSize: CHUNK_BYTES });
}
