/**
 * The buffer of one delivery stream: records wait in chunks, and a chunk becomes an object when it has the
 * size or has waited the interval, whichever comes first (AWS documentation, "Configure buffering hints").
 * The interval runs from the chunk's first record (decided by us: AWS does not define its zero). A record is
 * never split: the one that reaches the size is the chunk's last.
 */
import type { Clock } from '../clock.js';

/** Records of one put call that go into the same object, in their order. */
export interface BufferedRow {
  key: string;
  arrivedAt: number;
  bytes: number;
}

export interface Chunk {
  rows: BufferedRow[];
  bytes: number;
  oldestArrival: number;
}

export interface BufferLimits {
  bytes: number;
  /** Milliseconds of the clock. */
  interval: number;
}

export class StreamBuffer {
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

  add(row: BufferedRow): void {
    if (!this.#open) {
      const wait = this.#limits().interval - this.#clock.elapsed(row.arrivedAt);
      this.#open = { rows: [], bytes: 0, oldestArrival: row.arrivedAt };
      this.#cancelTimer = this.#clock.after(wait, () => this.flush());
    }
    this.#open.rows.push(row);
    this.#open.bytes += row.bytes;
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
