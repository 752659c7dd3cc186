/** What three records look like in S3 without a newline behind each, and with one. */
import { type Picture, show } from './display.js';
import { escapeXml } from './svg.js';
import { shortenEnd, shortenMiddle, TEXT_WIDTH } from './text.js';

/** Of a longer text the first lines are enough. */
const MOST_LINES = 5;
/** How long a line may be in half of a page, in characters. */
const HALF_PAGE = 44;

/** Shows two texts of an object side by side, shortened, and what JSON.parse says of their lines. */
export function showGlued(withoutNewline: string, withNewline: string): void {
  show(drawGlued(withoutNewline, withNewline));
}

/** Both sides in all forms. */
export function drawGlued(withoutNewline: string, withNewline: string): Picture {
  const sides = [describeSide('without newline', withoutNewline), describeSide('with newline', withNewline)];
  return { text: sides.map(asText).join('\n'), html: asHtml(sides) };
}

interface Side {
  title: string;
  parses: boolean;
  lines: string[];
}

function describeSide(name: string, text: string): Side {
  const lines = text.split('\n').filter((line) => line !== '');
  const parsed = lines.filter(isJson).length;
  const parses = parsed === lines.length && lines.length > 0;
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  const verdict = parses ? (parsed === 1 ? 'it parses' : 'each parses') : `JSON.parse fails`;
  const left = lines.length - MOST_LINES;
  const shown = left > 0 ? [...lines.slice(0, MOST_LINES), `… and ${left} more`] : lines;
  return { title: `${name}: ${count}, ${verdict}`, parses, lines: shown };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function asText({ title, parses, lines }: Side): string {
  return [
    `${parses ? '✔' : '✘'} ${title}`,
    ...lines.map((line) => `  ${shortenRecords(line, TEXT_WIDTH - 2)}`),
  ].join('\n');
}

/** Shortens each record of a line, so that three of them fit into it, and the seams between them are seen. */
function shortenRecords(line: string, columns: number): string {
  const records = line.split(/(?<=\})(?=\{)/).map((record) => shortenMiddle(record, Math.floor(columns / 3)));
  return shortenEnd(records.join(''), columns);
}

/** Its colours are mixed into the page's own, so that it can be read on a light and on a dark one. */
function asHtml(sides: Side[]): string {
  const boxes = sides.map(({ title, parses, lines }) => {
    const mark = parses ? '✔' : '✘';
    const colour = parses ? '#2b8ad6' : '#d9722b';
    const rows = lines.map((line) => escapeXml(shortenRecords(line, HALF_PAGE))).join('\n');
    return (
      `<section style="flex:1 1 22em;border:1px solid #8886;border-left:4px solid ${colour};border-radius:4px;padding:.5em .8em">` +
      `<strong>${mark} ${escapeXml(title)}</strong>` +
      `<pre style="margin:.4em 0 0;background:none;color:inherit;font-family:monospace;overflow-x:auto">${rows}</pre></section>`
    );
  });
  return `<div style="display:flex;flex-wrap:wrap;gap:1em;max-width:60em">${boxes.join('')}</div>`;
}
