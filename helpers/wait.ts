/** Waiting for AWS: always with an end, and always stoppable. */
import { setTimeout as sleep } from 'node:timers/promises';
import { awsLimit } from './aws-time.js';

export interface WaitOptions {
  /** Seconds after which waiting is given up. */
  timeoutSeconds: number;
  /** Stops waiting early. */
  signal?: AbortSignal;
  /** How many of AWS's seconds pass in one, to tell how long was waited; default 1. */
  timeScale?: number;
  /** Called after every look that found it unfinished, with the seconds waited so far. */
  onProgress?: (secondsWaited: number) => void;
}

/** Waited to the end, and it did not come. */
export class WaitTimeout extends Error {
  constructor(what: string, seconds: number, timeScale?: number) {
    super(`Waited ${awsLimit(seconds, timeScale)} for ${what}, in vain.`);
    this.name = 'WaitTimeout';
  }
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Looks again and again, with growing pauses, until `look` gives something other than undefined.
 *
 * @throws WaitTimeout after `timeoutSeconds`; the signal's reason when it is aborted; whatever `look` throws.
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined>,
  options: WaitOptions,
): Promise<T> {
  const { signal, timeScale } = options;
  const start = Date.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE_MS)) {
    signal?.throwIfAborted();
    const found = await orAborted(look(), signal);
    if (found !== undefined) return found;
    const seconds = (Date.now() - start) / 1000;
    const left = options.timeoutSeconds - seconds;
    if (left <= 0) throw new WaitTimeout(what, options.timeoutSeconds, timeScale);
    options.onProgress?.(seconds);
    // Cut short by the signal (see the loop's head), and by the end of the time, where it looks once more.
    await sleep(Math.min(pause, left * 1000), undefined, { signal }).catch(() => {});
  }
}

/** What comes first: the end of a look, which may hang, or the signal. */
async function orAborted<T>(look: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return look;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  return Promise.race([look, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
