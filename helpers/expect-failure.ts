/** Failing on purpose: the lesson shows what AWS says, and stumbles when it says nothing of the kind. */
import { awsFault } from './errors.js';

/**
 * Does what must fail, and prints the error's name, its message and the HTTP status.
 *
 * @param expected what the line must match, such as the name of the error
 * @throws Error when nothing failed; the error itself when it is another one
 */
export async function expectFailure(work: () => unknown, expected: RegExp): Promise<void> {
  let error: unknown;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) throw new Error(`This should have failed with ${expected}, and it worked.`);
  const { name, message, status } = awsFault(error);
  const line = `${name}: ${message}${status === undefined ? '' : ` (HTTP ${status})`}`;
  if (!expected.test(line)) throw error;
  console.log(`Failed, as expected:\n${line}`);
}
