/** A checkpoint compares what a step should have brought about with what the service itself says. */
import { isDeepStrictEqual } from 'node:util';
import { note } from './scorecard.js';

/** The step did not bring about what it should. */
export class CheckpointFailed extends Error {
  constructor(claim: string, details: string) {
    super(`${claim}\n${details}`);
    this.name = 'CheckpointFailed';
  }
}

/**
 * Prints `✔ claim` when every pair of `facts` is equal, and notes the step in the scorecard; else `✘ claim`,
 * what differs, and what to look at.
 *
 * @param facts by name, what was expected and what the service answered
 * @throws CheckpointFailed when one differs
 */
export function checkpoint(
  step: number,
  claim: string,
  facts: Record<string, [expected: unknown, actual: unknown]>,
  lookAt: string,
): void {
  const wrong = Object.entries(facts).filter(
    ([, [expected, actual]]) => !isDeepStrictEqual(expected, actual),
  );
  if (wrong.length === 0) {
    console.log(`✔ ${claim}`);
    note(step, claim);
    return;
  }
  const details = wrong.map(
    ([name, [expected, actual]]) =>
      `  ${name}: expected ${JSON.stringify(expected)}, the service says ${JSON.stringify(actual)}`,
  );
  const text = [...details, `  Look at: ${lookAt}`].join('\n');
  console.log(`✘ ${claim}\n${text}`);
  throw new CheckpointFailed(claim, text);
}
