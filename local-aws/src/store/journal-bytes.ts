/** Bytes of a row that stand in the journal, and not in memory: what was written before the last start. */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { readFully } from './pieces.js';
import { failedTo } from './store-error.js';

export class JournalBytes {
  readonly byteLength: number;
  readonly #crc: number;
  readonly #path: string;
  #file: FileHandle;
  #position: number;

  /** @param path names the file in errors */
  constructor(
    file: FileHandle,
    path: string,
    position: number,
    { length, crc }: { length: number; crc: number },
  ) {
    this.byteLength = length;
    this.#crc = crc;
    this.#path = path;
    this.#file = file;
    this.#position = position;
  }

  /** The journal was written anew, and they stand elsewhere now. */
  moveTo(file: FileHandle, position: number): void {
    this.#file = file;
    this.#position = position;
  }

  /**
   * Reads them into memory of their own. Not in the background: the start has read them all, so that the system
   * has them in its cache, as a rule.
   *
   * @throws StoreError when they cannot be read, or are not what was written.
   */
  read(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(this.byteLength);
    try {
      readFully(this.#file.fd, bytes, this.#position);
      if (crc32(bytes) !== this.#crc) throw new Error('their checksum is wrong');
    } catch (cause) {
      const what = `read ${bytes.length} bytes at offset ${this.#position} of ${this.#path}`;
      throw failedTo(what, cause, 'Stop local-aws and restore the folder from a copy, or delete it');
    }
    return bytes;
  }
}

/** @throws StoreError as `JournalBytes.read` */
export function inMemory(bytes: Uint8Array | JournalBytes | undefined): Uint8Array | undefined {
  return bytes instanceof JournalBytes ? bytes.read() : bytes;
}
