import type { Readable } from 'node:stream';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import type { ByteRange } from './objects/range.js';

/** Contents up to this size stand in the journal beside their row, which saves a file and a sync each. */
const SMALL_BYTES = 16 * 1024;

/** Content that is on disk, or small enough to go into the journal, and that no row refers to yet. */
export type KeptContent = { blob: string } | { bytes: Uint8Array };

interface ContentRow {
  /** The blob that holds the content; absent where the content stands beside the row. */
  blob?: string;
}

/**
 * Brings content to where a row can refer to it. What is not put afterwards must be discarded.
 *
 * @param size Bytes of the content.
 * @throws StoreError when it cannot be written, and whatever a stream of contents throws.
 */
export async function keepContent(
  store: Store,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  size: number,
): Promise<KeptContent> {
  if (size > SMALL_BYTES) return { blob: await store.blobs.write(content) };
  if (content instanceof Uint8Array) return { bytes: Buffer.from(content) };
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return { bytes: Buffer.concat(pieces) };
}

/** A blob goes once the change that dropped it is on disk. One that cannot go now is swept at the next start. */
export function removeBlob(store: Store, blob: string): void {
  store
    .durable()
    .then(() => store.blobs.remove(blob))
    .catch(() => {});
}

/** A table of rows that each have a content: it stands beside a row, or in a blob that ends with the row. */
export class ContentTable<Row extends ContentRow> {
  readonly #store: Store;
  readonly #rows: Table<Row>;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#rows = store.table(name);
  }

  get rows(): Pick<Table<Row>, 'entries' | 'get' | 'watch'> {
    return this.#rows;
  }

  /** Creates or replaces a row with its content, in one change. */
  put(name: string, row: Omit<Row, 'blob'>, content: KeptContent): void {
    const replaced = this.#rows.get(name)?.blob;
    if ('blob' in content) this.#rows.put(name, { ...row, blob: content.blob } as Row);
    else this.#rows.put(name, row as Row, content.bytes);
    if (replaced) removeBlob(this.#store, replaced);
  }

  /** Changes members of a row that exists; its content stays. */
  update(name: string, change: Partial<Omit<Row, 'blob'>>): void {
    this.#rows.put(name, { ...(this.#rows.get(name) as Row), ...change }, this.#rows.bytes(name));
  }

  /** Removes a row and its content, if it is there. */
  delete(name: string): void {
    const blob = this.#rows.get(name)?.blob;
    if (this.#rows.delete(name) && blob) removeBlob(this.#store, blob);
  }

  /** The content of a row that exists, or a part of it. A stream must be read or destroyed. */
  content(name: string, range?: ByteRange): Readable | Uint8Array {
    const blob = this.#rows.get(name)?.blob;
    if (blob) return this.#store.blobs.open(blob, range?.start, range?.end);
    const bytes = this.#rows.bytes(name) ?? new Uint8Array();
    return range ? bytes.subarray(range.start, range.end + 1) : bytes;
  }

  /** The blobs that rows refer to. */
  *blobs(): IterableIterator<string> {
    for (const [, { blob }] of this.#rows.entries()) if (blob) yield blob;
  }
}
