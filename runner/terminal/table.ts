import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint } from './style.js';

const BETWEEN = '  ';
const NARROWEST = 6;

/** Rows of a table, the first being its head, as columns that together fit into `width`. */
export function renderTable(rows: string[][], width: number, paint: Paint): string {
  const widths = fit(naturalWidths(rows), width);
  const lines = rows.flatMap((row, index) => {
    const text = renderRow(row, widths);
    return index === 0 ? [...text.map((line) => paint('bold', line)), rule(widths, paint)] : text;
  });
  return lines.join('\n');
}

function naturalWidths(rows: string[][]): number[] {
  const columns = rows[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
}

/** Takes from the widest column until all fit. */
function fit(natural: number[], width: number): number[] {
  const widths = [...natural];
  const room = width - BETWEEN.length * (widths.length - 1);
  const total = () => widths.reduce((sum, each) => sum + each, 0);
  while (total() > room && Math.max(...widths) > NARROWEST) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(...widths) - 1;
  }
  return widths;
}

function renderRow(row: string[], widths: number[]): string[] {
  const cells = widths.map((width, column) => wrapAnsi(row[column] ?? '', width, { hard: true }).split('\n'));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 0))
      .join(BETWEEN)
      .trimEnd(),
  );
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - stringWidth(text), 0));
}

function rule(widths: number[], paint: Paint): string {
  return paint('gray', widths.map((width) => '─'.repeat(width)).join(BETWEEN));
}
