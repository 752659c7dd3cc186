/** What the doctor finds, one thing at a time. */
import type { Finding } from '../../helpers/preflight.js';

export type { Finding };

/** @param wiser what would be better, though the lesson works as it is */
export function fine(what: string, wiser = ''): Finding {
  return { what, isFine: true, remedy: wiser };
}

export function problem(what: string, remedy: string): Finding {
  return { what, isFine: false, remedy };
}

/** A helper's error as a finding: its last part says what to do. */
export function fromError(error: unknown): Finding {
  const { message } = error as Error;
  const [what = message, remedy = 'Read the lines above.'] = message.split(/\n {2}What to do: +/);
  return problem(what, remedy);
}
