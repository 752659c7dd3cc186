/** Which keys a jq query yields, as far as its text tells. */

/** Comments, strings with their escapes and interpolations, names, and single signs. */
const TOKEN = /#[^\n]*|"(?:[^"\\]|\\.)*"|[.$@]?[A-Za-z_]\w*|\s+|./gs;
const DEPTH: Readonly<Record<string, number>> = { '{': 1, '[': 1, '(': 1, '}': -1, ']': -1, ')': -1 };

/**
 * The keys of the object that a query constructs, when its last stage is an object constructor whose keys are
 * all written out, as in `.detail | {customer: .id, "year": (.at | strftime("%Y")), region}`. Undefined for
 * every other query: which keys it yields only its result can tell.
 */
export function keysOfQuery(query: string): string[] | undefined {
  const tokens = (query.match(TOKEN) ?? []).filter((token) => !/^(#|\s)/.test(token));
  const last = split(tokens, ['|', ';']).at(-1) ?? [];
  const inside = last.slice(1, -1);
  if (last[0] !== '{' || last.at(-1) !== '}' || !isBalanced(inside)) return undefined;
  const keys = split(inside, [','])
    .filter((entry) => entry.length > 0)
    .map(keyOf);
  return keys.every((key) => key !== undefined) ? [...new Set(keys)] : undefined;
}

/** Cuts tokens at the separators that stand outside of all brackets. */
function split(tokens: string[], separators: string[]): string[][] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += DEPTH[token] ?? 0;
    if (depth === 0 && separators.includes(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Whether no bracket closes that was not opened: `{a: 1} + {b: 2}` is not one object. */
function isBalanced(tokens: string[]): boolean {
  let depth = 0;
  return tokens.every((token) => {
    depth += DEPTH[token] ?? 0;
    return depth >= 0;
  });
}

/** The key of one entry: `key: value`, `"key": value`, `$key: value`, or each of them alone. */
function keyOf(entry: string[]): string | undefined {
  const [key = '', colon] = entry;
  if (colon !== undefined && colon !== ':') return undefined;
  if (key.startsWith('"')) return literal(key);
  return /^\$?([A-Za-z_]\w*)$/.exec(key)?.[1];
}

/** A string without interpolation; jq reads such a string as JSON does. */
function literal(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
