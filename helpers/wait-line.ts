/** The line that says of a wait that it goes on, how long it has lasted, and about how much is left. */
import { createLiveLine, type LiveLine } from './pictures/live-line.js';
import { formatTimeLeft } from './pictures/text.js';

/** What the line about a wait says, such as `CREATING … 12.3 s, usually under 60 s, at most 10 min`. */
export interface WaitWords<T> {
  /** What goes on, such as `CREATING`. */
  doing: () => string;
  /** What it was when it came, such as `ACTIVE`: the line ends as `ACTIVE after 38.2 s`. */
  done: (found: T) => string;
  /** About how much is left after so many seconds. */
  left: (seconds: number) => string;
  /** Makes the seconds that are shown of those that have passed; by default they are the same. */
  shownSeconds?: (seconds: number) => number;
}

/** To be called with the seconds so far, after each look in vain. */
export type Tell = (seconds: number) => void;

/**
 * Runs a wait with a line about it, in place: see `createLiveLine`. How it ended stays where lines stay.
 *
 * @param onLine takes the lines on the way instead, for whoever shows them otherwise
 * @throws whatever `wait` throws
 */
export async function withLine<T>(
  { doing, done, left, shownSeconds = (seconds) => seconds }: WaitWords<T>,
  wait: (tell: Tell) => Promise<T>,
  onLine?: (line: string) => void,
): Promise<T> {
  const line: LiveLine = onLine ? { show: onLine, end: () => {} } : createLiveLine();
  const start = Date.now();
  const shown = (seconds: number) => `${shownSeconds(seconds).toFixed(1)} s`;
  const sinceStart = () => shown((Date.now() - start) / 1000);
  try {
    const found = await wait((seconds) => line.show(`${doing()} … ${shown(seconds)}, ${left(seconds)}`));
    line.end(`${done(found)} after ${sinceStart()}`);
    return found;
  } catch (error) {
    line.end(`${doing()}: waiting ended after ${sinceStart()}`);
    throw error;
  }
}

/** What is over within two seconds needs no line. */
const SILENT_SECONDS = 2;

/**
 * Waits for something that tells nothing itself, such as a waiter of the SDK, with a line about it in place from two
 * seconds on.
 *
 * @throws whatever `work` throws
 */
export async function withClock<T>(
  words: Pick<WaitWords<T>, 'doing' | 'done' | 'left'>,
  work: () => Promise<T>,
) {
  return withLine(words, async (tell) => {
    const start = Date.now();
    const ticks = setInterval(() => {
      const seconds = (Date.now() - start) / 1000;
      if (seconds >= SILENT_SECONDS) tell(seconds);
    }, 500);
    try {
      return await work();
    } finally {
      clearInterval(ticks);
    }
  });
}

/** How much is left of a wait that nobody knows more of than its end. */
export function atMost(timeoutSeconds: number): (seconds: number) => string {
  return (seconds) => `at most ${formatTimeLeft(timeoutSeconds - seconds)} more`;
}

/** How much is left of a wait that is mostly over within `usualSeconds`, and given up after `timeoutSeconds`. */
export function usuallyUnder(usualSeconds: number, timeoutSeconds: number): (seconds: number) => string {
  return (seconds) =>
    seconds < usualSeconds
      ? `usually under ${formatTimeLeft(usualSeconds)}, at most ${formatTimeLeft(timeoutSeconds)}`
      : longerThanUsual(timeoutSeconds - seconds);
}

/** What to say once the usual time is over: nobody knows when it comes, only when waiting ends. */
export function longerThanUsual(secondsUntilEnd: number): string {
  return `longer than usual: gives up in ${formatTimeLeft(secondsUntilEnd)}`;
}
