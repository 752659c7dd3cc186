import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Store } from '../../store/store.js';
import type { Table } from '../../store/table.js';
import { ContentTable, type KeptContent } from '../content-table.js';
import { compareKeys } from '../listing/sorted-keys.js';
import type { PartRow, UploadRow } from './rows.js';

/** The uploads of parts that are under way, and their parts, which are rows named `id/number`. */
export class Uploads {
  readonly #uploads: Table<UploadRow>;
  readonly #parts: ContentTable<PartRow>;
  /** The numbers of each upload's parts, in no particular order. */
  readonly #numbers = new Map<string, Set<number>>();

  constructor(store: Store) {
    this.#uploads = store.table('s3-uploads');
    this.#parts = new ContentTable(store, 's3-parts');
    for (const [name] of this.#parts.rows.entries()) this.#note(name, true);
    // Watching keeps the numbers right also when the store takes back a change that could not be written.
    this.#parts.rows.watch((name, row) => this.#note(name, row !== undefined));
  }

  /** Begins an upload and gives its id. */
  create(row: UploadRow): string {
    const id = randomBytes(32).toString('hex');
    this.#uploads.put(id, row);
    return id;
  }

  get(id: string): UploadRow | undefined {
    return this.#uploads.get(id);
  }

  /** The uploads to a bucket in the order of their keys, and those of one key in the order of their creation. */
  of(bucket: string): [id: string, row: UploadRow][] {
    return [...this.#uploads.entries()]
      .filter(([, row]) => row.bucket === bucket)
      .sort(([, a], [, b]) => compareKeys(a.key, b.key));
  }

  /** Ends an upload: it and its parts are gone. */
  remove(id: string): void {
    for (const { number } of this.parts(id)) this.#parts.delete(`${id}/${number}`);
    this.#uploads.delete(id);
  }

  part(id: string, number: number): PartRow | undefined {
    return this.#parts.rows.get(`${id}/${number}`);
  }

  /** The parts of an upload by their numbers. */
  parts(id: string): { number: number; row: PartRow }[] {
    const numbers = [...(this.#numbers.get(id) ?? [])].sort((a, b) => a - b);
    return numbers.map((number) => ({ number, row: this.part(id, number) as PartRow }));
  }

  /** Adds a part to an upload, or replaces one. */
  putPart(id: string, number: number, row: Omit<PartRow, 'blob'>, content: KeptContent): void {
    this.#parts.put(`${id}/${number}`, row, content);
  }

  /** The content of a part that exists. A stream must be read or destroyed. */
  content(id: string, number: number): Readable | Uint8Array {
    return this.#parts.content(`${id}/${number}`);
  }

  /** The blobs that parts refer to. */
  blobs(): Iterable<string> {
    return this.#parts.blobs();
  }

  /** The largest number of writes that an upload knows of. */
  lastWrite(): number {
    let last = 0;
    for (const [, { write }] of this.#uploads.entries()) last = Math.max(last, write);
    return last;
  }

  #note(name: string, isThere: boolean): void {
    const slash = name.indexOf('/');
    const id = name.slice(0, slash);
    const number = Number(name.slice(slash + 1));
    const numbers = this.#numbers.get(id) ?? new Set();
    if (isThere) numbers.add(number);
    else numbers.delete(number);
    if (numbers.size > 0) this.#numbers.set(id, numbers);
    else this.#numbers.delete(id);
  }
}
