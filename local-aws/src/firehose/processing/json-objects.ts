/** Finds JSON objects that stand one behind the other, without copying them. */

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * The JSON objects that `data` consists of, with nothing but white space between them; undefined when it is
 * anything else, such as an array, a half object, or nothing at all.
 */
export function splitJsonObjects(data: Uint8Array): Uint8Array[] | undefined {
  const objects: Uint8Array[] = [];
  for (let at = skipSpace(data, 0); at < data.length; at = skipSpace(data, at)) {
    const end = endOfObject(data, at);
    if (end === undefined) return undefined;
    const object = data.subarray(at, end);
    if (!isJson(object)) return undefined;
    objects.push(object);
    at = end;
  }
  return objects.length > 0 ? objects : undefined;
}

function skipSpace(data: Uint8Array, from: number): number {
  let at = from;
  while (SPACE.has(data[at] ?? 0)) at += 1;
  return at;
}

/** Where the object that begins at `from` ends, by its braces alone; undefined when it does not. */
function endOfObject(data: Uint8Array, from: number): number | undefined {
  if (data[from] !== OPEN) return undefined;
  let depth = 0;
  let isInString = false;
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
