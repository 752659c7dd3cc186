/** Room of one chunk: small enough that inserting into its middle is cheap, large enough that chunks are few. */
const CHUNK_KEYS = 512;

/**
 * The order in which S3 lists keys: by their UTF-8 bytes (AWS documentation). JavaScript compares UTF-16
 * units, which puts surrogates (U+10000 and above) before U+E000–U+FFFF; UTF-8 puts them after.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * The keys of one bucket in S3's order, in chunks: finding a place is two binary searches, inserting moves
 * at most one chunk's keys, and ascending keys are only ever pushed at the end.
 */
export class SortedKeys {
  #chunks: string[][] = [];
  #size = 0;

  /** @param keys In any order, each once. */
  constructor(keys: string[] = []) {
    const sorted = [...keys].sort(compareKeys);
    for (let i = 0; i < sorted.length; i += CHUNK_KEYS) this.#chunks.push(sorted.slice(i, i + CHUNK_KEYS));
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a key; one that is there already stays as it is. */
  add(key: string): void {
    const { at, chunk, index } = this.#find((other) => compareKeys(other, key) < 0);
    if (chunk?.[index] === key) return;
    this.#size++;
    if (!chunk) {
      this.#append(key);
      return;
    }
    chunk.splice(index, 0, key);
    if (chunk.length > CHUNK_KEYS) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_KEYS / 2));
  }

  /** Removes a key, if it is there. */
  delete(key: string): void {
    const { at, chunk, index } = this.#find((other) => compareKeys(other, key) < 0);
    if (chunk?.[index] !== key) return;
    this.#size--;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  /**
   * The keys in order, from the first of which `isBefore` is false.
   *
   * @param isBefore True for all keys up to some place in the order, false for all behind it.
   */
  *from(isBefore: (key: string) => boolean): IterableIterator<string> {
    const { at, chunk, index } = this.#find(isBefore);
    for (let i = index; chunk && i < chunk.length; i++) yield chunk[i] as string;
    for (let i = at + 1; i < this.#chunks.length; i++) yield* this.#chunks[i] as string[];
  }

  #append(key: string): void {
    const last = this.#chunks.at(-1);
    if (last && last.length < CHUNK_KEYS) last.push(key);
    else this.#chunks.push([key]);
  }

  #find(isBefore: (key: string) => boolean): { at: number; chunk: string[] | undefined; index: number } {
    const chunks = this.#chunks;
    const at = firstIndex(chunks.length, (i) => isBefore(chunks[i]?.at(-1) as string));
    const chunk = chunks[at];
    const index = chunk ? firstIndex(chunk.length, (i) => isBefore(chunk[i] as string)) : 0;
    return { at, chunk, index };
  }
}

/** Binary search for the first of `length` indexes of which `isBefore` is false; `length` if there is none. */
function firstIndex(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
