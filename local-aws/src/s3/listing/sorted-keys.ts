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

/** A key, and what is known of its object. */
export interface Entry<Row> {
  readonly key: string;
  readonly row: Row;
}

/** Keys in order, and the row of each at the same place. */
interface Chunk<Row> {
  readonly keys: string[];
  readonly rows: Row[];
}

/**
 * The rows of one bucket by their keys, in S3's order, in chunks: finding a place is two binary searches, inserting
 * moves at most one chunk's keys, and ascending keys are only ever pushed at the end. A listing finds the rows
 * beside their keys, since to look up each of them by its name takes longer than to write it.
 */
export class SortedKeys<Row> {
  #chunks: Chunk<Row>[] = [];
  #size = 0;

  /** @param entries In any order, each key once. */
  constructor(entries: Entry<Row>[] = []) {
    const sorted = [...entries].sort((a, b) => compareKeys(a.key, b.key));
    for (let i = 0; i < sorted.length; i += CHUNK_KEYS) {
      const chunk = sorted.slice(i, i + CHUNK_KEYS);
      this.#chunks.push({ keys: chunk.map(({ key }) => key), rows: chunk.map(({ row }) => row) });
    }
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a key with its row, or gives a key that is there already another row. */
  set(key: string, row: Row): void {
    const { at, chunk, index } = this.#find((other) => compareKeys(other, key) < 0);
    if (chunk?.keys[index] === key) {
      chunk.rows[index] = row;
      return;
    }
    this.#size++;
    if (!chunk) {
      this.#append(key, row);
      return;
    }
    chunk.keys.splice(index, 0, key);
    chunk.rows.splice(index, 0, row);
    if (chunk.keys.length > CHUNK_KEYS) this.#chunks.splice(at + 1, 0, secondHalf(chunk));
  }

  /** Removes a key, if it is there. */
  delete(key: string): void {
    const { at, chunk, index } = this.#find((other) => compareKeys(other, key) < 0);
    if (chunk?.keys[index] !== key) return;
    this.#size--;
    chunk.keys.splice(index, 1);
    chunk.rows.splice(index, 1);
    if (chunk.keys.length === 0) this.#chunks.splice(at, 1);
  }

  /**
   * The entries in order, from the first of whose key `isBefore` is false.
   *
   * @param isBefore True for all keys up to some place in the order, false for all behind it.
   */
  *from(isBefore: (key: string) => boolean): IterableIterator<Entry<Row>> {
    const { at, index } = this.#find(isBefore);
    let i = index;
    for (let c = at; c < this.#chunks.length; c++) {
      const { keys, rows } = this.#chunks[c] as Chunk<Row>;
      for (; i < keys.length; i++) yield { key: keys[i] as string, row: rows[i] as Row };
      i = 0;
    }
  }

  #append(key: string, row: Row): void {
    const last = this.#chunks.at(-1);
    if (last && last.keys.length < CHUNK_KEYS) {
      last.keys.push(key);
      last.rows.push(row);
    } else this.#chunks.push({ keys: [key], rows: [row] });
  }

  #find(isBefore: (key: string) => boolean): { at: number; chunk: Chunk<Row> | undefined; index: number } {
    const chunks = this.#chunks;
    const at = firstIndex(chunks.length, (i) => isBefore(chunks[i]?.keys.at(-1) as string));
    const chunk = chunks[at];
    const index = chunk ? firstIndex(chunk.keys.length, (i) => isBefore(chunk.keys[i] as string)) : 0;
    return { at, chunk, index };
  }
}

/** Takes the second half out of a chunk. */
function secondHalf<Row>({ keys, rows }: Chunk<Row>): Chunk<Row> {
  return { keys: keys.splice(CHUNK_KEYS / 2), rows: rows.splice(CHUNK_KEYS / 2) };
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
