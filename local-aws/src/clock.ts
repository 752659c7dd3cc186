/**
 * The one clock of local-aws: propagation, creation, buffering and retries all read it.
 *
 * It keeps two things apart. A *stamp* (`now`) is the time of day that signatures, object names and
 * descriptions show. A *duration* is what AWS would let you wait; a clock with `scale` 20 lets a minute
 * pass in three seconds. So a lesson can be hurried without its objects being dated into the future.
 */
export interface Clock {
  /** Milliseconds since the epoch, as a wall clock shows them. */
  now(): number;
  /** How many milliseconds of AWS's time have passed since the stamp `since`. */
  elapsed(since: number): number;
  /** Calls `action` once after `ms` milliseconds of AWS's time. Returns a function that calls it off. */
  after(ms: number, action: () => void): () => void;
}

/** Node's longest timer; longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The machine's clock, with durations divided by `scale`.
 *
 * @throws RangeError when `scale` is not a number above 0.
 */
export function systemClock(scale = 1): Clock {
  if (!(scale > 0) || !Number.isFinite(scale)) {
    throw new RangeError(`time scale must be a number above 0, got ${scale}`);
  }
  return {
    now: () => Date.now(),
    elapsed: (since) => (Date.now() - since) * scale,
    after(ms, action) {
      const due = Date.now() + Math.max(0, ms) / scale;
      let timer: NodeJS.Timeout;
      const arm = () => {
        const left = due - Date.now();
        timer = left > 0 ? setTimeout(arm, Math.min(left, LONGEST_TIMER_MS)) : setTimeout(action, 0);
        timer.unref(); // the server lives as long as it listens, not as long as something is buffered
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until it is moved: for tests, and for lessons that cannot wait. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { due: number; action: () => void }[] = [];

  constructor(start: number | string | Date = '2026-01-01T00:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  now(): number {
    return this.#now;
  }

  elapsed(since: number): number {
    return this.#now - since;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, ms), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves the time on by `ms`, running what falls due on the way in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((t) => t.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.due);
      next.action();
    }
    this.#now = end;
  }
}
