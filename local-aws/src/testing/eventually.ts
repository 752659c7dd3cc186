import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 5;

/**
 * Tries `check` until it does not throw, and gives what it returns: for what happens soon, but not at once,
 * such as an object that a delivery is writing.
 *
 * @throws whatever `check` threw last, when it has not come true within `seconds`.
 */
export async function eventually<T>(check: () => Promise<T> | T, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= end) throw error;
      await pause(POLL_MS);
    }
  }
}
