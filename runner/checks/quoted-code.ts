import { marked, type Token, type Tokens } from 'marked';

/** Code that a text shows, saying from which file it is. */
export interface Quotation {
  file: string;
  code: string;
}

/** What says so: a paragraph that ends like this. */
const CLAIM = /[`(](helpers\/[\w./-]+\.ts)[`)]:\s*$/;

/**
 * The quotations in a text: fences that follow a paragraph whose last words are `helpers/bucket.ts` between
 * backquotes, or a link to it, and a colon.
 */
export function quotationsIn(markdown: string): Quotation[] {
  const quotations: Quotation[] = [];
  const visit = (tokens: Token[]) => {
    const blocks = tokens.filter(({ type }) => type !== 'space');
    for (const [index, token] of blocks.entries()) {
      const before = blocks[index - 1];
      const file = token.type === 'code' && before ? CLAIM.exec(before.raw)?.[1] : undefined;
      if (file !== undefined) quotations.push({ file, code: (token as Tokens.Code).text });
      if ('tokens' in token && token.tokens) visit(token.tokens);
      if (token.type === 'list') for (const item of (token as Tokens.List).items) visit(item.tokens);
    }
  };
  visit(marked.lexer(markdown));
  return quotations;
}

/** A line that stands for what is left out. */
const LEFT_OUT = /^\s*\/\/ …$/;

/**
 * The first lines of a quotation that are not in the source, or `undefined` when it is true: whole lines, in their
 * order, with nothing between them but where a line `// …` says so. Only the indentation may be smaller.
 */
export function falselyQuoted(code: string, source: string): string | undefined {
  const lines = source.split('\n');
  let from = 0;
  for (const part of splitAt(code.split('\n'), LEFT_OUT)) {
    const found = lines.findIndex((_, at) => at >= from && isAt(lines, at, part));
    if (found === -1) return part.join('\n');
    from = found + part.length;
  }
  return undefined;
}

function splitAt(lines: string[], separator: RegExp): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (separator.test(line)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.map(withoutBlankEnds).filter((part) => part.length > 0);
}

function withoutBlankEnds(lines: string[]): string[] {
  const isText = (line: string) => line.trim() !== '';
  const first = lines.findIndex(isText);
  return first === -1 ? [] : lines.slice(first, lines.length - [...lines].reverse().findIndex(isText));
}

/** Whether all of a part stands there, every line indented by so many blanks more. */
function isAt(lines: string[], at: number, part: string[]): boolean {
  const [first = ''] = part;
  const indentation = lines[at]?.slice(0, lines[at].length - first.length) ?? '';
  if (indentation.trim() !== '') return false;
  return part.every((line, index) => lines[at + index] === (line === '' ? '' : indentation + line));
}
