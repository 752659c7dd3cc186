import wrapAnsi from 'wrap-ansi';
import { addOutput, type Displays, type Output, type OutputEvent } from '../kernel/outputs.js';
import { plainText } from './plain-text.js';
import type { Screen } from './screen.js';

/** Shows what one cell prints, as it comes. */
export interface OutputPrinter {
  show(event: OutputEvent): void;
  /** To be called when the cell has ended. What a timer of the cell prints later is still shown, but not redrawn. */
  finish(): void;
}

/**
 * From the first display that may change on, a cell's output is kept: a terminal draws it again in place with every
 * change, and anything else gets it once, in its last state, at the cell's end.
 */
export function createOutputPrinter(screen: Screen): OutputPrinter {
  const print = createLinePrinter(screen, screen.write);
  const displays: Displays = new Map();
  const kept: Output[] = [];
  let drawn = 0;
  let finished = false;

  const erase = () => {
    if (drawn > 0) screen.control(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    print.endLine();
    const rows = lastRows(kept, screen);
    screen.write(`${rows.join('\n')}\n`);
    drawn = rows.length;
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
        if (!screen.isTerminal) return;
        erase();
        draw();
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

/** As much of the outputs as the terminal can show at once; nothing above can be drawn again. */
function lastRows(outputs: Output[], screen: Screen): string[] {
  let text = '';
  const print = createLinePrinter(screen, (more) => {
    text += more;
  });
  for (const output of outputs) print(output);
  const room = screen.rows() - 1;
  const lines = text.replace(/\n$/, '').split('\n').slice(-room);
  return wrapAnsi(lines.join('\n'), screen.columns(), { hard: true, trim: false }).split('\n').slice(-room);
}

/** Prints outputs one after the other; what is no stream stands on lines of its own. */
function createLinePrinter({ paint }: Screen, write: (text: string) => void) {
  let withinLine = false;
  const endLine = () => {
    if (withinLine) write('\n');
    withinLine = false;
  };
  const print = (output: Output) => {
    const text = plainText(output);
    if (output.output_type !== 'stream') endLine();
    write(isRed(output) ? paint('red', text) : text);
    withinLine = text === '' ? withinLine : !text.endsWith('\n');
    if (output.output_type !== 'stream') endLine();
  };
  return Object.assign(print, { endLine });
}

function isRed(output: Output): boolean {
  return output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr');
}
