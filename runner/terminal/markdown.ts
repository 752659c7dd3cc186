import { marked, type Token, type Tokens } from 'marked';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { behindGutter, renderCode, roomForCode } from './code.js';
import { withoutEntities, withoutTags } from './plain-text.js';
import type { Paint } from './style.js';
import { renderTable } from './table.js';

/** Longer lines of text are hard to read; in columns. */
const WIDEST_TEXT = 96;

/** How wide text is on a terminal of so many columns. A log's lines, whose width is infinite, are not broken. */
export function textWidth(columns: number): number {
  return Number.isFinite(columns) ? Math.min(columns, WIDEST_TEXT) : columns;
}

/** A notebook's text for a terminal that is `width` columns wide. Only code uses all of them. */
export function renderMarkdown(markdown: string, width: number, paint: Paint): string {
  return renderBlocks(marked.lexer(markdown), width, paint).join('\n\n');
}

function renderBlocks(tokens: Token[], width: number, paint: Paint): string[] {
  return tokens
    .map((token) => renderBlock(token as Tokens.Generic, width, paint))
    .filter((block) => block !== '');
}

function renderBlock(token: Tokens.Generic, width: number, paint: Paint): string {
  switch (token.type) {
    case 'heading':
      return renderHeading(token as Tokens.Heading, width, paint);
    case 'paragraph':
    case 'text':
      return wrap(inline(token, paint), width);
    case 'list':
      return renderList(token as Tokens.List, width, paint);
    case 'blockquote':
      return renderBlocks(token.tokens ?? [], width - 2, paint)
        .join('\n\n')
        .replace(/^/gm, paint('gray', '▏ '));
    case 'code':
      return /^(ts|js|typescript|javascript)\b/.test(token.lang ?? '')
        ? renderCode(token.text, width, paint)
        : behindGutter(
            isDrawing(token.text) ? cut(token.text, roomForCode(width)) : token.text,
            width,
            paint,
          );
    case 'table':
      return renderTable(
        [token.header, ...token.rows].map((row: Tokens.TableCell[]) =>
          row.map((cell) => inline(cell, paint)),
        ),
        textWidth(width),
        paint,
      );
    case 'hr':
      return paint('gray', '─'.repeat(Math.min(width, WIDEST_TEXT)));
    case 'html':
      return wrap(withoutTags(token.text), width);
    default:
      return '';
  }
}

/** Frames, lines and arrows. */
const DRAWN = /[\u2190-\u21FF\u2500-\u25FF]/;

/** Whether a text is a picture: broken lines would leave nothing of it. */
function isDrawing(text: string): boolean {
  return DRAWN.test(text);
}

/** The left part of each line, as wide as `room`. */
function cut(text: string, room: number): string {
  return text.replace(/^.*$/gm, (line) => {
    if (stringWidth(line) <= room) return line;
    const [left = ''] = wrapAnsi(line, room - 1, { hard: true, wordWrap: false, trim: false }).split('\n');
    return `${left}…`;
  });
}

function renderHeading(token: Tokens.Heading, width: number, paint: Paint): string {
  const text = wrap(paint(['bold', 'cyan'], inline(token, paint)), width);
  return token.depth === 1
    ? `${text}\n${paint('cyan', '═'.repeat(Math.min(width, token.text.length)))}`
    : text;
}

function renderList(list: Tokens.List, width: number, paint: Paint): string {
  const items = list.items.map((item, index) => {
    const bullet = list.ordered ? `${Number(list.start || 1) + index}. ` : '• ';
    const blocks = renderBlocks(item.tokens, width - bullet.length, paint);
    const text = blocks.join(list.loose ? '\n\n' : '\n');
    return bullet + text.replaceAll('\n', `\n${' '.repeat(bullet.length)}`);
  });
  return items.join(list.loose ? '\n\n' : '\n').replace(/ +$/gm, '');
}

/** Text with its marks turned into colours; a link shows where it goes. */
function inline(token: { text?: string; tokens?: Token[] }, paint: Paint): string {
  if (!token.tokens) return token.text ?? '';
  return token.tokens.map((each) => inlineToken(each as Tokens.Generic, paint)).join('');
}

function inlineToken(token: Tokens.Generic, paint: Paint): string {
  switch (token.type) {
    case 'strong':
      return paint('bold', inline(token, paint));
    case 'em':
      return paint('italic', inline(token, paint));
    case 'codespan':
      return paint('cyan', token.text);
    case 'link':
      return token.text === token.href
        ? paint('underline', token.href)
        : `${paint('underline', inline(token, paint))} ${paint('gray', `(${token.href})`)}`;
    case 'image':
      return `[${token.text}]`;
    case 'br':
      return '\n';
    case 'html':
      return /^<br\b/i.test(token.text) ? '\n' : '';
    case 'text':
      // A line end within a paragraph is only where its writer broke the line.
      return withoutEntities(inline(token, paint).replace(/\n/g, ' '));
    default:
      return inline(token, paint);
  }
}

/** Deeply nested text on a narrow terminal overflows rather than stand one letter a line; in columns. */
const NARROWEST = 10;

function wrap(text: string, width: number): string {
  return wrapAnsi(text, Math.max(textWidth(width), NARROWEST));
}
