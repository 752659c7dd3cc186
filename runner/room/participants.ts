/** Who takes part, as the command line says it: how many, or their names. */
import { UsageProblem } from '../problem.js';

/** More than a room holds; decided by us. */
const MOST = 200;

/**
 * `30` gives p01 to p30; anything else is a list of names.
 *
 * @throws UsageProblem naming what cannot be a participant.
 */
export function participantsOf(words: string[]): string[] {
  const [first = ''] = words;
  if (words.length === 0) throw new UsageProblem('Who takes part? Say how many, such as 30, or their names');
  if (words.length === 1 && /^\d+$/.test(first)) return numbered(Number(first));
  for (const word of words) {
    if (!/^[a-z0-9]{1,7}$/.test(word)) {
      throw new UsageProblem(`"${word}" cannot be a participant: a name has 1 to 7 small letters or digits`);
    }
  }
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  if (twice !== undefined)
    throw new UsageProblem(`"${twice}" stands twice: everybody needs a name of their own`);
  return words;
}

function numbered(count: number): string[] {
  if (count < 1 || count > MOST) throw new UsageProblem(`${count} participants: 1 to ${MOST} are possible`);
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, index) => `p${String(index + 1).padStart(digits, '0')}`);
}
