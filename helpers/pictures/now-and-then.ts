/** For terminals on which nothing can be drawn again, such as a screen reader's: a few lines instead of many states. */

/** What is over by then needs no line; in milliseconds. */
const FIRST_MS = 2_000;
/** Long enough to be no chatter, and short enough to be no silence; in milliseconds. */
const THEN_MS = 15_000;

/**
 * Makes what says whether it is time for a line, whenever there is something new: two seconds after the first call,
 * and every fifteen seconds from there.
 *
 * @param now a clock in milliseconds
 */
export function nowAndThen(now: () => number = () => performance.now()): () => boolean {
  let next: number | undefined;
  return () => {
    const at = now();
    next ??= at + FIRST_MS;
    if (at < next) return false;
    next = at + THEN_MS;
    return true;
  };
}
