/** Step 5: trying again for one reason only, and not for ever. */
import { awsFault } from './errors.js';
import { type WaitOptions, waitFor } from './wait.js';
import { atMost, type Tell, withLine } from './wait-line.js';

/**
 * Tries again while the error says these words, with growing pauses. Any other error is thrown at once. A line
 * says how long it has gone on, and how long at most it will.
 *
 * @param words what the message of the error must match to be worth another try
 * @throws the last error of that kind when the time is over; the signal's reason when it is aborted.
 */
export async function retryOn<T>(
  words: RegExp,
  attempt: () => Promise<T>,
  options: Omit<WaitOptions, 'onProgress'> & { onRefused?: (reason: string) => void },
): Promise<T> {
  let refusal: { error: unknown } | undefined;
  const look = async () => {
    try {
      return { result: await attempt() };
    } catch (error) {
      const { name, message } = awsFault(error);
      if (!words.test(message)) throw error;
      if (!refusal) options.onRefused?.(`${name}: ${message}`);
      refusal = { error };
      return undefined;
    }
  };
  const line = {
    doing: () => 'Refused, trying again',
    done: () => 'No longer refused',
    left: atMost(options.timeoutSeconds),
  };
  try {
    const wait = (onProgress: Tell) =>
      waitFor(`an answer other than ${words}`, look, { ...options, onProgress });
    return (await withLine(line, wait)).result;
  } catch (error) {
    if (error instanceof Error && error.name === 'WaitTimeout' && refusal) throw refusal.error;
    throw error;
  }
}
