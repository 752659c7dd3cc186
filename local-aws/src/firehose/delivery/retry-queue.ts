/**
 * Does one thing after the other, the oldest first. What fails is tried again after a pause of a second, twice
 * as long each time, up to a minute; what came later waits behind it.
 */
import type { Clock } from '../../clock.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** That the oldest item of a queue failed. */
export interface Setback {
  /** The message of the last failure. */
  reason: string;
  /** How many attempts failed. */
  attempts: number;
  /** When the first of them failed: a stamp of the clock. */
  since: number;
  /** Milliseconds of the clock until the next attempt; 0 while it is being made. */
  nextAttemptIn: number;
}

interface Failures {
  reason: string;
  attempts: number;
  since: number;
}

export interface RetryQueueOptions<Item> {
  clock: Clock;
  /** Resolves when nothing is to be done with the item any more; rejects when it is to be tried again. */
  attempt(item: Item): Promise<void>;
  /** Nothing waits any more. */
  onIdle?(): void;
}

export class RetryQueue<Item> {
  readonly #clock: Clock;
  readonly #attempt: (item: Item) => Promise<void>;
  readonly #onIdle: () => void;
  #waiting: Item[] = [];
  #failures: Failures | undefined;
  #pause: { begun: number; length: number; cancel: () => void } | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor({ clock, attempt, onIdle = () => {} }: RetryQueueOptions<Item>) {
    this.#clock = clock;
    this.#attempt = attempt;
    this.#onIdle = onIdle;
  }

  /** What is not done yet, the oldest first. */
  get waiting(): readonly Item[] {
    return this.#waiting;
  }

  /** What keeps the oldest item waiting; undefined when nothing failed. */
  get setback(): Setback | undefined {
    if (!this.#failures) return undefined;
    const { begun = 0, length = 0 } = this.#pause ?? {};
    const nextAttemptIn = this.#pause ? Math.max(0, length - this.#clock.elapsed(begun)) : 0;
    return { ...this.#failures, nextAttemptIn };
  }

  push(item: Item): void {
    this.#waiting.push(item);
    this.#run();
  }

  /** Ends a pause. Resolves when all is done, or an attempt has failed. */
  async retryNow(): Promise<void> {
    this.#endPause();
    this.#run();
    await this.#running;
  }

  /** Forgets what waits, and waits for the attempt that is being made. Nothing is attempted after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting = [];
    this.#endPause();
    await this.#running;
  }

  #run(): void {
    if (this.#running || this.#pause || this.#isStopped || this.#waiting.length === 0) return;
    this.#running = this.#attemptAll().finally(() => {
      this.#running = undefined;
      this.#run(); // for what was pushed at the last moment
    });
  }

  async #attemptAll(): Promise<void> {
    for (let item = this.#waiting[0]; item !== undefined; item = this.#waiting[0]) {
      try {
        await this.#attempt(item);
      } catch (error) {
        this.#failed(error);
        return;
      }
      this.#failures = undefined;
      this.#waiting.shift();
      if (this.#waiting.length === 0) this.#onIdle();
    }
  }

  #failed(error: unknown): void {
    if (this.#isStopped) return;
    const { attempts: before = 0, since = this.#clock.now() } = this.#failures ?? {};
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures = { reason, attempts: before + 1, since };
    const length = Math.min(FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS);
    const cancel = this.#clock.after(length, () => {
      this.#pause = undefined;
      this.#run();
    });
    this.#pause = { begun: this.#clock.now(), length, cancel };
  }

  #endPause(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
  }
}
