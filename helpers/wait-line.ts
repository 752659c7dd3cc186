/** The line that says of a wait that it goes on, how long it has lasted, and about how much is left. */
import { awsTime, awsTimeAndHere, here } from './aws-time.js';
import { createLiveLine, type LiveLine } from './pictures/live-line.js';
import { formatTimeLeft } from './pictures/text.js';

/** What the line about a wait says, such as `CREATING … 12.3 s, usually under 60 s, at most 10 min`. */
export interface WaitWords<T> {
  /** What goes on, such as `CREATING`. */
  doing: () => string;
  /** What it was when it came, such as `ACTIVE`: the line ends as `ACTIVE after 38.2 s`, or on local-aws with both times. */
  done: (found: T) => string;
  /** About how much is left after so many seconds. */
  left: (seconds: number) => string;
  /** How many of AWS's seconds pass in one of this machine's, where AWS is what is waited for; default 1. */
  timeScale?: number;
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
  { doing, done, left, timeScale }: WaitWords<T>,
  wait: (tell: Tell) => Promise<T>,
  onLine?: (line: string) => void,
): Promise<T> {
  const line: LiveLine = onLine ? { show: onLine, end: () => {} } : createLiveLine();
  const start = Date.now();
  try {
    const found = await wait((seconds) =>
      line.show(`${doing()} … ${awsTime(seconds, timeScale)}, ${left(seconds)}`),
    );
    line.end(`${done(found)} after ${awsTimeAndHere((Date.now() - start) / 1_000, timeScale)}`);
    return found;
  } catch (error) {
    line.end(`${doing()}: waiting ended`); // how long it was, says the error
    throw error;
  }
}

/** What is over within two seconds needs no line. */
const SILENT_SECONDS = 2;

/**
 * Waits for something that tells nothing itself, with a line about it in place from two seconds on.
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
export function atMost(timeoutSeconds: number, timeScale?: number): (seconds: number) => string {
  return (seconds) => `at most ${formatTimeLeft(timeoutSeconds - seconds)} more${here(timeScale)}`;
}

/**
 * How much is left of a wait that is mostly over within `usualSeconds` of AWS's time, and given up after
 * `timeoutSeconds` of this machine's.
 */
export function usuallyUnder(
  usualSeconds: number,
  timeoutSeconds: number,
  timeScale = 1,
): (seconds: number) => string {
  return (seconds) =>
    seconds * timeScale < usualSeconds
      ? `usually under ${timeScale === 1 ? formatTimeLeft(usualSeconds) : usualSeconds}, at most ${formatTimeLeft(timeoutSeconds)}${here(timeScale)}`
      : longerThanUsual(timeoutSeconds - seconds, timeScale);
}

/** What to say once the usual time is over: nobody knows when it comes, only when waiting ends. */
export function longerThanUsual(secondsUntilEnd: number, timeScale?: number): string {
  return `longer than usual: gives up in ${formatTimeLeft(secondsUntilEnd)}${here(timeScale)}`;
}
