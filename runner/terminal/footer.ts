import stringWidth from 'string-width';
import type { Count } from '../progress.js';
import type { Screen } from './screen.js';

/** A key and what it does, in a word or two. */
export interface KeyHelp {
  key: string;
  does: string;
}

/** What stands below a cell: how far the learner has come, and the keys that may be pressed. */
export interface Footer {
  cells: Count;
  checkpoints: Count;
  /** The most important first; what has no room is left out, but never the last two. */
  keys: KeyHelp[];
}

const LEFT = '  ';
const BETWEEN = ' · ';
const BAR = 24;
/** Columns from which on there is room for a bar. */
const WIDE = 64;

/** Shows a footer and keeps it fitting the terminal. The function that it returns removes it again. */
export function showFooter(screen: Screen, footer: Footer): () => void {
  let lines: string[] = [];
  const draw = () => {
    lines = renderFooter(screen, footer);
    screen.write(lines.join('\n'));
  };
  const erase = () => eraseLines(screen, lines);
  const forget = screen.onResize(() => {
    if (!screen.isLive) return;
    erase();
    draw();
  });
  screen.line();
  draw();
  return () => {
    forget();
    if (!screen.isLive) return screen.line();
    erase();
    screen.control('\x1b[A');
  };
}

/** Erases lines that were written last, the cursor being at the end of them, however the terminal has broken them since. */
export function eraseLines(screen: Screen, lines: readonly string[]): void {
  const rows = rowsOf(lines, screen.columns());
  screen.control(`${rows > 1 ? `\x1b[${rows - 1}A` : ''}\r\x1b[J`);
}

/** How many rows of the terminal some lines take. */
export function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(Math.ceil(stringWidth(line) / columns), 1), 0);
}

function renderFooter(screen: Screen, { cells, checkpoints, keys }: Footer): string[] {
  const { paint } = screen;
  const counts = `${cells.done}/${cells.total} cells · ${checkpoints.done}/${checkpoints.total} checkpoints`;
  const bar = screen.isLive && screen.columns() >= WIDE ? `${renderBar(cells, screen)}  ` : '';
  return [`${LEFT}${bar}${paint('gray', counts)}`, LEFT + renderKeys(keys, screen)];
}

function renderBar({ done, total }: Count, { paint }: Screen): string {
  const filled = total === 0 ? BAR : Math.floor((done / total) * BAR);
  return paint('green', '━'.repeat(filled)) + paint('gray', '─'.repeat(BAR - filled));
}

function renderKeys(keys: KeyHelp[], { paint, columns }: Screen): string {
  const shown = [...keys];
  const width = () => LEFT.length + shown.map(({ key, does }) => `${key} ${does}`).join(BETWEEN).length;
  while (shown.length > 3 && width() >= columns()) shown.splice(-3, 1);
  return shown
    .map(({ key, does }) => `${paint('bold', key)} ${paint('gray', does)}`)
    .join(paint('gray', BETWEEN));
}
