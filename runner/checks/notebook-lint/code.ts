/** What a cell's code imports, declares and uses, read from its tokens: names, not types or scopes. */
import jsTokens, { type Token } from 'js-tokens';

export interface Import {
  module: string;
  /** As the cell knows them: `b` for `import { a as b }`. */
  names: string[];
}

const OPENING = new Set(['{', '(', '[']);
const CLOSING = new Set(['}', ')', ']']);

/** The import statements of a cell. */
export function importsIn(source: string): Import[] {
  return parse(source).imports;
}

/**
 * The names that a cell takes from other cells or from the language. What follows a dot, the keys of an object, and
 * what the cell declares itself are none.
 */
export function namesUsed(source: string): Set<string> {
  const { tokens } = parse(source);
  const own = new Set(tokens.flatMap((_, at) => [...declaredAt(tokens, at), ...parametersAt(tokens, at)]));
  const names = tokens.filter(({ type, value }, at) => {
    const [before, after] = [tokens[at - 1]?.value ?? '', tokens[at + 1]?.value];
    const isKey = after === ':' && (before === '{' || before === ',');
    return type === 'IdentifierName' && before !== '.' && before !== '?.' && !isKey && !own.has(value);
  });
  return new Set(names.map(({ value }) => value));
}

/** The names that a cell leaves to the cells after it: imported, or declared outside of all braces. */
export function namesLeft(source: string): Set<string> {
  const { tokens, imports } = parse(source);
  const names = imports.flatMap((each) => each.names);
  let depth = 0;
  for (const [at, { type, value }] of tokens.entries()) {
    if (OPENING.has(value) || type === 'TemplateHead') depth += 1;
    if (CLOSING.has(value) || type === 'TemplateTail') depth -= 1;
    if (depth === 0) names.push(...declaredAt(tokens, at));
  }
  return new Set(names);
}

const DECLARING = new Set(['const', 'let', 'var', 'function', 'class', 'type', 'interface']);

/** What is declared by the word at this place, if it declares something. */
function declaredAt(tokens: Token[], at: number): string[] {
  const [word, next] = [tokens[at]?.value ?? '', tokens[at + 1]];
  if (!DECLARING.has(word) || !next) return [];
  if (next.type === 'IdentifierName') return [next.value];
  return next.value === '{' || next.value === '[' ? namesInPattern(tokens, at + 1) : [];
}

/** The parameters of the arrow function whose `=>` stands at this place. */
function parametersAt(tokens: Token[], at: number): string[] {
  const last = tokens[at - 1];
  if (tokens[at]?.value !== '=>' || !last) return [];
  if (last.value !== ')') return [last.value];
  let depth = 0;
  for (let start = at - 1; start >= 0; start -= 1) {
    if (CLOSING.has(tokens[start]?.value ?? '')) depth += 1;
    if (OPENING.has(tokens[start]?.value ?? '')) depth -= 1;
    if (depth === 0) return namesInPattern(tokens, start);
  }
  return [];
}

/** The names that are bound between the brace at this place and its partner: in `{ a: b }`, only `b`. */
function namesInPattern(tokens: Token[], start: number): string[] {
  let depth = 0;
  const end = tokens.findIndex(({ value }, at) => {
    if (at < start) return false;
    if (OPENING.has(value)) depth += 1;
    if (CLOSING.has(value)) depth -= 1;
    return depth === 0;
  });
  const isObject = tokens[start]?.value === '{';
  return tokens
    .slice(start + 1, end)
    .filter(({ type }, index) => {
      const isKey = isObject && tokens[start + 2 + index]?.value === ':';
      return type === 'IdentifierName' && !isKey;
    })
    .map(({ value }) => value);
}

/** A cell's tokens without blanks and comments, its import statements taken out. */
function parse(source: string): { tokens: Token[]; imports: Import[] } {
  const all = [...jsTokens(source)].filter(({ type }) => !/^WhiteSpace|Comment$|^LineTerminator/.test(type));
  const imports: Import[] = [];
  const tokens: Token[] = [];
  for (let at = 0; at < all.length; at += 1) {
    const token = all[at] as Token;
    const end = isImportStatement(all, at) ? moduleAfter(all, at) : -1;
    if (end === -1) {
      tokens.push(token);
      continue;
    }
    imports.push({
      module: all[end]?.value.slice(1, -1) ?? '',
      names: importedNames(all.slice(at + 1, end)),
    });
    at = end;
  }
  return { tokens, imports };
}

function isImportStatement(tokens: Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1]?.value, tokens[at + 1]?.value];
  return tokens[at]?.value === 'import' && before !== '.' && after !== '(' && after !== '.';
}

function moduleAfter(tokens: Token[], start: number): number {
  return tokens.findIndex(({ type }, at) => at > start && type === 'StringLiteral');
}

const WORDS_OF_IMPORT = new Set(['as', 'from', 'type']);

function importedNames(tokens: Token[]): string[] {
  return tokens
    .filter(({ type, value }, at) => {
      const isRenamed = tokens[at + 1]?.value === 'as';
      return type === 'IdentifierName' && !WORDS_OF_IMPORT.has(value) && !isRenamed;
    })
    .map(({ value }) => value);
}
