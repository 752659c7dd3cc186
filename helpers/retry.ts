/** Step 5: trying again for one reason only, and not for ever. */
import { awsFault, faultLine } from './errors.js';
import { type WaitOptions, WaitTimeout, waitFor } from './wait.js';
import { atMost, withLine } from './wait-line.js';

export type RetryOptions = Omit<WaitOptions, 'onProgress'> & {
  /** Takes the first refusal, as `Name: message`. */
  onRefused?: (reason: string) => void;
  /** What the line says while it goes on, and when it is over. */
  doing?: string;
  done?: string;
  /** Takes the lines, which are otherwise shown in place. */
  onProgress?: (line: string) => void;
};

/**
 * Tries again while the error says these words, with growing pauses. Any other error is thrown at once. A line
 * says how long it has gone on, and how long at most it will.
 *
 * @param words what `Name: message` of the error must match to be worth another try
 * @throws the last error of that kind when the time is over; the signal's reason when it is aborted.
 */
export async function retryOn<T>(
  words: RegExp,
  attempt: () => Promise<T>,
  {
    onRefused,
    onProgress: onLine,
    doing = 'Refused, trying again',
    done = 'No longer refused',
    ...limits
  }: RetryOptions,
): Promise<T> {
  let refusal: { error: unknown } | undefined;
  const look = async () => {
    try {
      return { result: await attempt() };
    } catch (error) {
      if (!words.test(faultLine(error))) throw error;
      const { name, message } = awsFault(error);
      if (!refusal) onRefused?.(`${name}: ${message}`);
      refusal = { error };
      return undefined;
    }
  };
  const { timeScale } = limits;
  const left = atMost(limits.timeoutSeconds, timeScale);
  const line = { doing: () => doing, done: () => done, left, timeScale };
  const what = `an answer other than ${words}`;
  try {
    const found = await withLine(
      line,
      (onProgress) => waitFor(what, look, { ...limits, onProgress }),
      onLine,
    );
    return found.result;
  } catch (error) {
    if (error instanceof WaitTimeout && refusal) throw refusal.error;
    throw error;
  }
}
