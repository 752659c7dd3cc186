/** A file that is read piece by piece, some pieces ahead, so that reading and checking go on at the same time. */
import type { FileHandle } from 'node:fs/promises';

/** How much is read at a time. What rows keep of a piece keeps the piece in memory. */
export const PIECE = 4 * 1024 * 1024;
/** How many pieces are on their way at most. */
const AHEAD = 3;

export class Pieces {
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #reading = new Map<number, Promise<Buffer>>();

  /** @param size of the file, in bytes */
  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** The bytes at `offset`, which never goes back, nor beyond the end. They stay as they are. */
  async take(offset: number, length: number): Promise<Buffer> {
    const first = Math.floor(offset / PIECE);
    const start = offset - first * PIECE;
    if (start + length <= PIECE) return (await this.#piece(first)).subarray(start, start + length);
    const whole = Buffer.allocUnsafeSlow(length);
    for (let at = 0, index = first; at < length; index += 1) {
      const piece = await this.#piece(index);
      at += piece.copy(whole, at, index === first ? start : 0);
    }
    return whole;
  }

  /** Resolves when nothing is being read any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#reading.values());
  }

  #piece(index: number): Promise<Buffer> {
    for (const passed of this.#reading.keys()) if (passed < index) this.#reading.delete(passed);
    for (let next = index; next < index + AHEAD && next * PIECE < this.#size; next += 1) {
      if (!this.#reading.has(next)) this.#reading.set(next, this.#read(next));
    }
    return this.#reading.get(index) as Promise<Buffer>;
  }

  #read(index: number): Promise<Buffer> {
    const start = index * PIECE;
    const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, this.#size - start));
    const read = readFully(this.#file, piece, start).then(() => piece);
    read.catch(() => {}); // told to whoever takes it
    return read;
  }
}

/** @throws Error when the file ends before */
export async function readFully(file: FileHandle, target: Buffer, position: number): Promise<void> {
  for (let read = 0; read < target.length; ) {
    const { bytesRead } = await file.read(target, read, target.length - read, position + read);
    if (bytesRead === 0) throw new Error(`the file ends at ${position + read} while it is read`);
    read += bytesRead;
  }
}
