/** Step 1: whether this machine's clock agrees with the service's. A signature that looks too old is refused. */
import { failed } from './errors.js';

/** A date of HTTP has whole seconds only. */
const HALF_A_SECOND = 0.5;

/**
 * Compares this machine's clock with the date that an endpoint puts into any answer of its own.
 *
 * @returns the seconds by which this machine is ahead; negative when it is behind.
 * @throws StepError when nothing answers.
 */
export async function clockSkewSeconds(endpoint: string): Promise<number> {
  try {
    const response = await fetch(endpoint, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    const now = Date.now() / 1_000;
    const theirs = Date.parse(response.headers.get('date') ?? '') / 1_000 + HALF_A_SECOND;
    return Math.round(now - theirs);
  } catch (error) {
    throw failed(`Asking ${endpoint} for its time`, error);
  }
}
