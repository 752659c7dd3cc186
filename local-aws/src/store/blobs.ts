import type { Readable } from 'node:stream';

/** Names one blob: 32 hexadecimal digits, random. */
export type BlobId = string;

/**
 * Contents that are too large for memory, each under a random name. Whoever writes one keeps its id in a
 * row; a blob that no row names is removed by `sweep`.
 */
export interface Blobs {
  /**
   * Writes a new blob; it is on disk when this resolves. Name it in a row only then.
   *
   * @throws StoreError when it cannot be written; nothing of it is left then.
   * @throws whatever a stream of contents throws.
   */
  write(contents: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobId>;
  /**
   * A stream of the bytes from `start` to `end`, both inclusive and counted from 0, as in an HTTP range.
   * The blob is held open from now on, even if it is removed: look its id up and open it without an await
   * in between. Read the stream or destroy it.
   *
   * @throws StoreError when there is no such blob.
   */
  open(id: BlobId, start?: number, end?: number): Readable;
  /**
   * The whole contents. As with `open`, the blob is held from now on.
   *
   * @throws StoreError when there is no such blob, or it cannot be read.
   */
  bytes(id: BlobId): Promise<Buffer>;
  /** Removes a blob, if it is there. Do it after the row that named it is durably gone. */
  remove(id: BlobId): Promise<void>;
  /**
   * Removes the blobs that are there now and are not among `live`: what a killed process has left behind.
   * For the start, before anything is written. Resolves with how many it removed.
   */
  sweep(live: Iterable<BlobId>): Promise<number>;
}
