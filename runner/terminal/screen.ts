import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { inWords } from './in-words.js';
import { coloured, type Paint, plain } from './style.js';

/** Where the lesson is shown. */
export interface Screen {
  paint: Paint;
  /** Whether lines that were written can be drawn again. Without that, little tells of progress within a cell. */
  isLive: boolean;
  /** For a screen reader: what is drawn is told. */
  isPlain: boolean;
  /** Infinite where there is no terminal: a log's lines are not broken. */
  columns(): number;
  rows(): number;
  /** Writes text as it is, without colours where there are none. */
  write(text: string): void;
  line(text?: string): void;
  /** Moves the cursor or erases; does nothing on a screen that is not live. */
  control(sequence: string): void;
  /** Calls back whenever the terminal's size has changed, until the function that it returns is called. */
  onResize(callback: () => void): () => void;
}

/** Whether somebody is looking, even if nothing can be drawn again. */
export function isTerminal({ columns }: Pick<Screen, 'columns'>): boolean {
  return Number.isFinite(columns());
}

/**
 * The screen behind a stream such as standard output. Colours and rewriting need a terminal that has them; `NO_COLOR`,
 * `TERM=dumb` and `isPlain` do without both.
 *
 * @param isPlain for a screen reader: words instead of symbols, and no frames
 */
export function createScreen(stream: WriteStream, isPlain = false): Screen {
  const isTTY = stream.isTTY === true;
  const isLive = isTTY && stream.hasColors() && !isPlain;
  const write = (text: string) => {
    const shown = isLive ? text : stripVTControlCharacters(text);
    stream.write(isPlain ? inWords(shown) : shown);
  };
  return {
    paint: isLive ? coloured : plain,
    isLive,
    isPlain,
    columns: () => (isTTY ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    rows: () => (isTTY ? stream.rows || 24 : 24),
    write,
    line: (text = '') => write(`${text}\n`),
    control: (sequence) => {
      if (isLive) stream.write(sequence);
    },
    onResize(callback) {
      stream.on('resize', callback);
      return () => void stream.off('resize', callback);
    },
  };
}
