import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobId, Blobs } from './blobs.js';
import { StoreError } from './store-error.js';

/** Blobs that end with the process. */
export function memoryBlobs(): Blobs {
  const blobs = new Map<BlobId, Buffer>();
  const get = (id: BlobId): Buffer => {
    const contents = blobs.get(id);
    if (!contents) throw new StoreError(`there is no blob ${id}`);
    return contents;
  };
  return {
    async write(contents) {
      const id = randomBytes(16).toString('hex');
      blobs.set(id, await collect(contents));
      return id;
    },
    open(id, start = 0, end = Number.POSITIVE_INFINITY) {
      return Readable.from([get(id).subarray(start, end + 1)], { objectMode: false });
    },
    async bytes(id) {
      return Buffer.from(get(id));
    },
    async remove(id) {
      blobs.delete(id);
    },
    async sweep(live) {
      const kept = new Set(live);
      const dead = [...blobs.keys()].filter((id) => !kept.has(id));
      for (const id of dead) blobs.delete(id);
      return dead.length;
    },
  };
}

/** Copies, as a file would: what the caller does to its bytes later does not matter. */
async function collect(contents: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (contents instanceof Uint8Array) return Buffer.from(contents);
  const pieces: Uint8Array[] = [];
  for await (const piece of contents) pieces.push(piece);
  return Buffer.concat(pieces);
}
