/**
 * Memory for bodies that are over when their request is answered, used again and again. When each of them got
 * its own, V8 marked its whole heap every 25 batches of 500 records, on four threads.
 */

/** Enough for a batch of 500 records of 350 bytes. Larger ones are rare, and get memory of their own. */
const BYTES = 256 * 1024;
/** More requests than this at once are rare, too. */
const MOST_KEPT = 32;

export class BodyMemory {
  readonly #free: Buffer[] = [];

  /**
   * Memory for a body of so many bytes, which nobody else has until it is given back; undefined when they are many, or
   * not known.
   */
  take(bytes = Number.POSITIVE_INFINITY): Buffer | undefined {
    return bytes > BYTES ? undefined : (this.#free.pop() ?? Buffer.allocUnsafeSlow(BYTES));
  }

  /** Takes memory back. Whoever gives it must not look at it any more. */
  give(memory: Buffer | undefined): void {
    if (memory && this.#free.length < MOST_KEPT) this.#free.push(memory);
  }
}
