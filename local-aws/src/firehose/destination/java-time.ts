/**
 * Date and time patterns as java.time's DateTimeFormatter reads them, which is how Firehose reads the
 * patterns in prefixes (AWS documentation; the letters that AWS refuses, measured by the cdk-preflight
 * project, are those of JDK 16 and later). Locale en-US, decided by us: AWS does not name one. Where JDKs
 * differ, JDK 17 is followed.
 */
import { LETTERS, type Printer } from './java-time/letters.js';
import { momentOf } from './java-time/moment.js';

/** A pattern that Java refuses, or a value that does not fit the width a pattern pads it to. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** A pattern that has been read. */
export type CompiledPattern = readonly Printer[];

/** A quoted text, a run of one letter, or a character that stands for itself. */
const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/g;

/**
 * Reads a pattern.
 *
 * @throws PatternError for what `DateTimeFormatter.ofPattern` refuses.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const printers: Printer[] = [];
  let padTo = 0;
  let openSections = 0;
  for (const [token, quoted, letter] of pattern.matchAll(TOKEN)) {
    if (padTo > 0 && letter === undefined) throw padWithoutLetter(pattern);
    if (letter === 'p') {
      padTo = token.length;
    } else if (letter !== undefined) {
      const print = printerOf(letter, token);
      printers.push(padTo > 0 ? padded(print, padTo) : print);
      padTo = 0;
    } else if (quoted !== undefined) {
      const text = quoted === '' ? "'" : quoted.replaceAll("''", "'");
      printers.push(() => text);
    } else if (token === '[') {
      // An optional section is printed if its fields are known. Of an instant in a time zone, all are.
      openSections += 1;
    } else if (token === ']') {
      if (openSections === 0) throw new PatternError(`Pattern "${pattern}" has ] without a [ before it`);
      openSections -= 1;
    } else if (token === "'") {
      throw new PatternError(`Pattern "${pattern}" ends inside a quoted text`);
    } else if (token === '{' || token === '}' || token === '#') {
      throw new PatternError(`Pattern "${pattern}" has the reserved character ${token}`);
    } else {
      printers.push(() => token);
    }
  }
  if (padTo > 0) throw padWithoutLetter(pattern);
  return printers;
}

/**
 * Writes an instant, in milliseconds since 1970, by a pattern, as the clocks of an IANA time zone show it.
 *
 * @throws PatternError for a pattern that Java refuses, also for one that it refuses only for this instant:
 *   a `p` that pads to fewer characters than there are.
 */
export function formatPattern(pattern: string, instant: number, zone: string): string {
  const moment = momentOf(instant, zone);
  return compilePattern(pattern)
    .map((print) => print(moment))
    .join('');
}

function printerOf(letter: string, run: string): Printer {
  const printer = LETTERS.get(letter);
  if (!printer) throw new PatternError(`Unknown pattern letter: ${letter}`);
  const print = printer(run.length);
  if (!print) throw new PatternError(`Wrong number of pattern letters: ${run}`);
  return print;
}

function padded(print: Printer, width: number): Printer {
  return (moment) => {
    const text = print(moment);
    if (text.length > width) {
      throw new PatternError(`Cannot print "${text}": it exceeds the pad width of ${width}`);
    }
    return text.padStart(width);
  };
}

function padWithoutLetter(pattern: string): PatternError {
  return new PatternError(`Pad letter p must be followed by another pattern letter: ${pattern}`);
}
