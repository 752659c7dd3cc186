import wrapAnsi from 'wrap-ansi';
import { nowAndThen } from '../../helpers/pictures/now-and-then.js';
import { addOutput, type Displays, type Output, type OutputEvent } from '../kernel/outputs.js';
import { errorText } from './error-text.js';
import { rowsOf } from './footer.js';
import { descriptionOf, plainText } from './plain-text.js';
import { isTerminal, type Screen } from './screen.js';
import type { Paint } from './style.js';

/** Shows what one cell prints, as it comes. */
export interface OutputPrinter {
  show(event: OutputEvent): void;
  /** To be called when the cell has ended. What a timer of the cell prints later is still shown, but not redrawn. */
  finish(): void;
}

/**
 * From the first display that may change on, a cell's output is kept: a terminal draws it again in place with every
 * change, and anything else gets it once, in its last state, at the cell's end. A terminal that cannot draw again, such
 * as a screen reader's, is told now and then how far it is.
 *
 * @param folder the notebook's, whose files an error may name
 * @param now a clock in milliseconds
 */
export function createOutputPrinter(screen: Screen, folder: string, now?: () => number): OutputPrinter {
  const print = createLinePrinter(screen, folder, screen.write);
  const displays: Displays = new Map();
  const kept: Output[] = [];
  let drawn: string[] = [];
  const isTime = nowAndThen(now);
  let finished = false;

  const erase = () => {
    // The terminal may have become narrower since, and have broken the lines.
    if (drawn.length > 0) screen.control(`\x1b[${rowsOf(drawn, screen.columns())}A\x1b[J`);
    drawn = [];
  };
  const draw = () => {
    print.endLine();
    drawn = lastRows(kept, screen, folder);
    screen.write(`${drawn.join('\n')}\n`);
  };

  return {
    show(event) {
      if (finished) {
        if (!event.update) print(event.output);
      } else if (kept.length === 0 && event.displayId === undefined) {
        print(event.output);
      } else {
        // What an earlier cell has shown stands above, out of reach: its new state is shown here.
        const isKnown = displays.has(event.displayId ?? '');
        addOutput(kept, displays, { ...event, update: event.update && isKnown });
        if (screen.isLive) {
          erase();
          draw();
        } else if (isTerminal(screen) && event.displayId !== undefined && isTime()) {
          print.endLine();
          screen.line(howFar(event.output));
        }
      }
    },
    finish() {
      erase();
      for (const output of kept) print(output);
      print.endLine();
      finished = true;
    },
  };
}

/** How far something is that changes: pictures, too, say so in the last line of their text. */
export function howFar(output: Output): string {
  return plainText(output).trimEnd().split('\n').at(-1) ?? '';
}

/** As much of the outputs as the terminal can show at once; nothing above can be drawn again. */
function lastRows(outputs: Output[], screen: Screen, folder: string): string[] {
  let text = '';
  const print = createLinePrinter(screen, folder, (more) => {
    text += more;
  });
  for (const output of outputs) print(output);
  const room = screen.rows() - 1;
  const lines = text.replace(/\n$/, '').split('\n').slice(-room);
  return wrapAnsi(lines.join('\n'), screen.columns(), { hard: true, trim: false }).split('\n').slice(-room);
}

/** Prints outputs one after the other; what is no stream stands on lines of its own. */
function createLinePrinter(
  { paint, columns, isPlain }: Screen,
  folder: string,
  write: (text: string) => void,
) {
  let withinLine = false;
  let broken = '';
  const endLine = () => {
    if (withinLine) write('\n');
    withinLine = false;
  };
  const print = (output: Output) => {
    const isError = output.output_type === 'error';
    // A checkpoint that does not hold says why, and then throws the same.
    if (isError && broken !== '' && broken.includes(output.evalue.split('\n')[0] ?? '')) return;
    const prose = isError ? errorText(output, folder) : isPlain ? descriptionOf(output) : undefined;
    const text = prose === undefined ? plainText(output) : wrapLines(prose, columns());
    if (output.output_type !== 'stream') endLine();
    write(isRed(output) ? paint('red', text) : withMarks(text, paint));
    broken += text.match(/^✘.*$/gm)?.join('\n') ?? '';
    withinLine = text === '' ? withinLine : !text.endsWith('\n');
    if (output.output_type !== 'stream') endLine();
  };
  return Object.assign(print, { endLine });
}

/** Breaks lines between words, and keeps their indentation. */
function wrapLines(text: string, width: number): string {
  return text.replace(/^( *)(.*)$/gm, (_, indent: string, rest: string) =>
    wrapAnsi(rest, Math.max(width - indent.length, 10)).replace(/^/gm, indent),
  );
}

function isRed(output: Output): boolean {
  return output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr');
}

/** A checkpoint's lines catch the eye. */
function withMarks(text: string, paint: Paint): string {
  return text
    .replace(/^✔.*$/gm, (line) => paint('green', line))
    .replace(/^✘.*$/gm, (line) => paint('red', line));
}
