import { promisify } from 'node:util';
import { gzip as zlibGzip } from 'node:zlib';

const compress = promisify(zlibGzip);

/** One gzip member, made outside of the event loop. */
export function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  return compress(bytes, { level: 6 });
}
