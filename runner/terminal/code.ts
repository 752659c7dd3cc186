import jsTokens from 'js-tokens';
import wrapAnsi from 'wrap-ansi';
import type { Paint } from './style.js';

const KEYWORDS = new Set(
  (
    'abstract as async await break case catch class const continue declare default delete do else enum export extends ' +
    'false finally for from function if implements import in infer instanceof interface keyof let new null of private ' +
    'protected public readonly return satisfies static super switch this throw true try type typeof undefined var void ' +
    'while yield'
  ).split(' '),
);

/** TypeScript with its words coloured. */
export function highlight(source: string, paint: Paint): string {
  let text = '';
  let before = '';
  for (const { type, value } of jsTokens(source)) {
    const isName = type === 'IdentifierName' && (before === '.' || before === '?.' || !KEYWORDS.has(value));
    text += isName ? value : paintToken(type, value, paint);
    if (type !== 'WhiteSpace') before = value;
  }
  return text;
}

function paintToken(type: string, value: string, paint: Paint): string {
  if (type === 'IdentifierName') return paint('magenta', value);
  if (type === 'NumericLiteral') return paint('yellow', value);
  if (type.endsWith('Comment')) return paint('gray', value);
  if (type.startsWith('String') || type.includes('Template') || type.startsWith('Regular')) {
    return paint('green', value);
  }
  return value;
}

const GUTTER = '  │ ';
const CONTINUED = '  ┊ ';

/** A cell's code behind a line at the left; what is longer than `width` goes on behind a dotted line. */
export function renderCode(source: string, width: number, paint: Paint): string {
  return behindGutter(highlight(source.trimEnd(), paint), width, paint);
}

/** How many columns are left beside the line that marks code. */
export function roomForCode(width: number): number {
  return Math.max(width - GUTTER.length, 10);
}

/** Any text behind the line that marks code. */
export function behindGutter(text: string, width: number, paint: Paint): string {
  const room = roomForCode(width);
  const rows = text.split('\n').flatMap((line) =>
    wrapAnsi(line, room, { hard: true, trim: false })
      .split('\n')
      .map((row, index) => paint('gray', index === 0 ? GUTTER : CONTINUED) + row),
  );
  return rows.map((row) => row.trimEnd()).join('\n');
}
