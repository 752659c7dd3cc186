/**
 * The buffer of one kind of object: pieces wait in a chunk, and the chunk becomes an object when it has the
 * size or has waited the interval, whichever comes first (AWS documentation, "Configure buffering hints").
 * The interval runs from when the chunk's first record arrived (decided by us: AWS does not define its zero), or
 * came back from a Lambda function (AWS documentation, "Data transformation flow"). A record is never split: the
 * one that reaches the size is the chunk's last.
 */
import type { Clock } from '../../clock.js';

/** Bytes that go into one object together: one record, or several of one put call. */
export interface Piece {
  /** The journal row that keeps the records until they are delivered. */
  row: string;
  arrivedAt: number;
  bytes: number;
  records: number;
  /** The bytes; undefined when the row is gone. */
  read(): Uint8Array | undefined;
}

export interface Chunk {
  pieces: Piece[];
  bytes: number;
  oldestArrival: number;
  /** When the interval began to run. */
  since: number;
}

export interface BufferLimits {
  bytes: number;
  /** Milliseconds of the clock. */
  interval: number;
}

export class ChunkBuffer {
  readonly #clock: Clock;
  readonly #limits: () => BufferLimits;
  readonly #onFull: (chunk: Chunk) => void;
  #open: Chunk | undefined;
  #cancelTimer: () => void = () => {};

  /** @param onFull takes every chunk that is complete, in order. */
  constructor(clock: Clock, limits: () => BufferLimits, onFull: (chunk: Chunk) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onFull = onFull;
  }

  /** How many more bytes the open chunk takes before it is complete; never 0. */
  get room(): number {
    return Math.max(1, this.#limits().bytes - (this.#open?.bytes ?? 0));
  }

  /** What waits in the open chunk; undefined when nothing does. */
  get waiting(): Readonly<Chunk> | undefined {
    return this.#open;
  }

  /** @param since when the piece began to wait for an object; its arrival, if nothing else is said */
  add(piece: Piece, since = piece.arrivedAt): void {
    if (!this.#open) {
      const wait = this.#limits().interval - this.#clock.elapsed(since);
      this.#open = { pieces: [], bytes: 0, oldestArrival: piece.arrivedAt, since };
      this.#cancelTimer = this.#clock.after(wait, () => this.flush());
    }
    this.#open.pieces.push(piece);
    this.#open.bytes += piece.bytes;
    this.#open.oldestArrival = Math.min(this.#open.oldestArrival, piece.arrivedAt);
    if (this.#open.bytes >= this.#limits().bytes) this.flush();
  }

  /** Completes the open chunk, whatever it holds. An empty buffer makes no object. */
  flush(): void {
    const chunk = this.#open;
    this.discard();
    if (chunk) this.#onFull(chunk);
  }

  /** Forgets the open chunk and its timer. */
  discard(): void {
    this.#cancelTimer();
    this.#open = undefined;
  }
}
