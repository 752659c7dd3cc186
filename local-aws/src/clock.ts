/**
 * The one clock of local-aws: propagation, creation, buffering and retries all read it.
 *
 * It keeps two things apart. A *stamp* (`now`) is the time of day that object names and descriptions
 * show. A *duration* is what AWS would let you wait; a clock with `scale` 20 lets a minute
 * pass in three seconds. So a lesson can be hurried without its objects being dated into the future, unless
 * somebody moves the clock. Signatures are checked by the machine's clock, which is also the client's.
 */
export interface Clock {
  /** Milliseconds since the epoch, as a wall clock shows them. */
  now(): number;
  /** How many milliseconds of AWS's time have passed since the stamp `since`. */
  elapsed(since: number): number;
  /** Calls `action` once after `ms` milliseconds of AWS's time. Returns a function that calls it off. */
  after(ms: number, action: () => void): () => void;
}

/** A clock that can be told to let time pass at once. */
export interface MovableClock extends Clock {
  /**
   * Lets `ms` milliseconds of AWS's time pass at once: what falls due on the way is done in its order, at
   * its time. Stamps move along, by `ms / scale`, so that a duration is still the distance of two stamps.
   */
  advance(ms: number): void;
}

/** Node's longest timer; longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Waiting {
  /** A stamp of the clock. */
  due: number;
  action: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The machine's clock, with durations divided by `scale`; its stamps are `ahead` milliseconds ahead of the
 * machine's, more when it is moved.
 *
 * @throws RangeError when `scale` is not a number above 0.
 */
export function systemClock(scale = 1, ahead = 0): MovableClock {
  if (!(scale > 0) || !Number.isFinite(scale)) {
    throw new RangeError(`time scale must be a number above 0, got ${scale}`);
  }
  const waiting = new Set<Waiting>();
  const now = () => Date.now() + ahead;

  function run(entry: Waiting): void {
    clearTimeout(entry.timer);
    waiting.delete(entry);
    entry.action();
  }

  function arm(entry: Waiting): void {
    clearTimeout(entry.timer);
    const left = entry.due - now();
    entry.timer =
      left > 0 ? setTimeout(arm, Math.min(left, LONGEST_TIMER_MS), entry) : setTimeout(run, 0, entry);
    entry.timer.unref(); // the server lives as long as it listens, not as long as something is buffered
  }

  return {
    now,
    elapsed: (since) => (now() - since) * scale,
    after(ms, action) {
      const entry: Waiting = { due: now() + Math.max(0, ms) / scale, action };
      waiting.add(entry);
      arm(entry);
      return () => {
        clearTimeout(entry.timer);
        waiting.delete(entry);
      };
    },
    advance(ms) {
      const end = ahead + ms / scale;
      for (;;) {
        const next = earliest(waiting);
        if (!next || next.due > Date.now() + end) break;
        ahead = Math.max(ahead, next.due - Date.now());
        run(next);
      }
      ahead = end;
      for (const entry of waiting) arm(entry);
    },
  };
}

function earliest<Timer extends { due: number }>(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (!first || timer.due < first.due) first = timer;
  return first;
}

/** A clock that stands still until it is moved: for tests, and for lessons that cannot wait. */
export class ManualClock implements MovableClock {
  #now: number;
  readonly #timers = new Set<{ due: number; action: () => void }>();

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
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = earliest(this.#timers);
      if (!next || next.due > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.action();
    }
    this.#now = end;
  }
}
