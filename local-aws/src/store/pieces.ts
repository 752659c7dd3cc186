/** A file that is read once from its beginning to its end, piece by piece. */
import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/**
 * How much is read at a time, in bytes. Each piece takes the place of the one before, in the same memory: for a
 * large file, fresh memory costs several times what reading it does.
 */
export const PIECE = 256 * 1024;

/**
 * It does not read in the background: a piece that was copied on this processor is in its cache when it is looked
 * at, which gains as much as reading ahead does; and of a file that comes from the disk, the system reads ahead.
 */
export class Pieces {
  readonly #fd: number;
  readonly #size: number;
  readonly #buffer: Buffer;
  /** What of the file is in the buffer now: from `#start`, so many bytes. */
  #start = 0;
  #length = 0;
  /** Where the next bytes are in the buffer. */
  #at = 0;

  /** @param size of the file, in bytes; nobody may ask for more */
  constructor(fd: number, size: number) {
    this.#fd = fd;
    this.#size = size;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, size));
  }

  /** The next bytes. They are there until the next call of anything. */
  take(length: number): Buffer {
    const part = this.#next(length);
    if (part.length === length) return part;
    const whole = Buffer.allocUnsafeSlow(length);
    for (let at = part.copy(whole); at < length; ) at += this.#next(length - at).copy(whole, at);
    return whole;
  }

  /** The CRC of the next bytes, which are passed over. */
  crc(length: number): number {
    let crc = 0;
    for (let left = length; left > 0; ) {
      const part = this.#next(left);
      crc = crc32(part, crc);
      left -= part.length;
    }
    return crc;
  }

  /** So many bytes, or fewer where the piece ends. */
  #next(length: number): Buffer {
    if (this.#at === this.#length) this.#advance();
    const part = this.#buffer.subarray(this.#at, Math.min(this.#at + length, this.#length));
    this.#at += part.length;
    return part;
  }

  #advance(): void {
    this.#start += this.#length;
    this.#length = Math.min(PIECE, this.#size - this.#start);
    this.#at = 0;
    readFully(this.#fd, this.#buffer.subarray(0, this.#length), this.#start);
  }
}

/** @throws Error when the file ends before */
export function readFully(fd: number, target: Buffer, position: number): void {
  for (let read = 0; read < target.length; ) {
    const bytesRead = readSync(fd, target, read, target.length - read, position + read);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + read} while it is read`);
    read += bytesRead;
  }
}
