import { marked, type Token, type Tokens } from 'marked';
import wrapAnsi from 'wrap-ansi';
import { behindGutter, renderCode } from './code.js';
import { withoutEntities, withoutTags } from './plain-text.js';
import type { Paint } from './style.js';
import { renderTable } from './table.js';

/** A line across the text ends here also where lines are not broken; in columns. */
const LONGEST_RULE = 96;

/** A notebook's text for a terminal that is `width` columns wide. */
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
        : behindGutter(token.text, width, paint);
    case 'table':
      return renderTable(
        [token.header, ...token.rows].map((row: Tokens.TableCell[]) =>
          row.map((cell) => inline(cell, paint)),
        ),
        width,
        paint,
      );
    case 'hr':
      return paint('gray', '─'.repeat(Math.min(width, LONGEST_RULE)));
    case 'html':
      return wrap(withoutTags(token.text), width);
    default:
      return '';
  }
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
  return wrapAnsi(text, Math.max(width, NARROWEST));
}
