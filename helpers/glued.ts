/** Records that were put without a newline stand in their object as one line: `{"a":1}{"a":2}`. */

/**
 * Cuts a line of JSON objects at the brace that ends each of them. Braces inside of strings do not count. What
 * is no JSON object is left as it is: JSON.parse says best what is wrong with it.
 */
export function splitGlued(line: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i];
    if (isInString) {
      if (character === '\\') i += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth !== 0) continue;
      pieces.push(line.slice(start, i + 1));
      start = i + 1;
    }
  }
  const rest = line.slice(start);
  return rest.trim() === '' ? pieces : [...pieces, rest];
}
