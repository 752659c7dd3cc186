import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { coloured, type Paint, plain } from './style.js';

/** Where the lesson is shown. */
export interface Screen {
  paint: Paint;
  /** Whether lines that were written can be drawn again. */
  isTerminal: boolean;
  /** Infinite where there is no terminal: a log's lines are not broken. */
  columns(): number;
  rows(): number;
  /** Writes text as it is, without colours where there are none. */
  write(text: string): void;
  line(text?: string): void;
  /** Moves the cursor or erases; does nothing where there is no terminal. */
  control(sequence: string): void;
}

/** The screen behind a stream such as standard output. */
export function createScreen(stream: WriteStream): Screen {
  const isTerminal = stream.isTTY === true;
  const hasColours = isTerminal && stream.hasColors();
  const write = (text: string) => {
    stream.write(hasColours ? text : stripVTControlCharacters(text));
  };
  return {
    paint: hasColours ? coloured : plain,
    isTerminal,
    columns: () => (isTerminal ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    rows: () => (isTerminal ? stream.rows || 24 : 24),
    write,
    line: (text = '') => write(`${text}\n`),
    control: (sequence) => {
      if (isTerminal) stream.write(sequence);
    },
  };
}
