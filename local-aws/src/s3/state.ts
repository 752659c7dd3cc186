import type { Readable } from 'node:stream';
import type { Tag } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { ContentTable, type KeptContent, keepContent, removeBlob } from './content-table.js';
import { type Entry, SortedKeys } from './listing/sorted-keys.js';
import type { ByteRange } from './objects/range.js';
import type { BucketRow, ObjectRow } from './rows.js';
import { Uploads } from './uploads/uploads.js';

/**
 * A bucket that somebody else owns in every store: the name that the original tutorial used. Bucket names
 * are shared by all accounts, so whoever tries this one meets 403 and BucketAlreadyExists (decided by us).
 */
const TAKEN_BUCKET = 'receive-streaming-data';
const TAKEN_BY: Pick<BucketRow, 'owner' | 'region'> = { owner: '111111111111', region: 'us-east-1' };

export interface S3StateOptions {
  store: Store;
  account: string;
  region: string;
  clock: Clock;
}

/**
 * Buckets, objects and the uploads of parts. Objects are rows named `bucket/key` (no bucket's name has a slash); a key is never a
 * path. All changes are synchronous; only content is written ahead of them.
 */
export class S3State {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #buckets: Table<BucketRow>;
  readonly #objects: ContentTable<ObjectRow>;
  readonly #keys = new Map<string, SortedKeys<ObjectRow>>();
  readonly uploads: Uploads;
  #writes: number;

  constructor({ store, clock }: S3StateOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#buckets = store.table('s3-buckets');
    this.#objects = new ContentTable(store, 's3-objects');
    this.uploads = new Uploads(store);
    this.#writes = this.uploads.lastWrite();
    for (const [, { write = 0 }] of this.#objects.rows.entries())
      this.#writes = Math.max(this.#writes, write);
    for (const [bucket, entries] of entriesByBucket(this.#objects.rows))
      this.#keys.set(bucket, new SortedKeys(entries));
    // Watching keeps the order right also when the store takes back a change that could not be written.
    this.#objects.rows.watch((name, row) => {
      const { bucket, key } = parseRowName(name);
      if (row) this.keys(bucket).set(key, row);
      else this.keys(bucket).delete(key);
    });
  }

  /** Puts into a fresh store what every store begins with. */
  bootstrap(): void {
    if (this.#buckets.has(TAKEN_BUCKET)) return;
    this.putBucket(TAKEN_BUCKET, { ...TAKEN_BY, created: this.now(), tags: [] });
  }

  /** The time as S3 stamps it: milliseconds since the epoch, of a whole second. */
  now(): number {
    return Math.floor(this.#clock.now() / 1000) * 1000;
  }

  bucket(name: string): BucketRow | undefined {
    return this.#buckets.get(name);
  }

  /** All buckets of all accounts, in no particular order. */
  buckets(): IterableIterator<[name: string, row: BucketRow]> {
    return this.#buckets.entries();
  }

  /** Creates a bucket, or replaces what is known of it. */
  putBucket(name: string, row: BucketRow): void {
    this.#buckets.put(name, row);
  }

  /** Removes a bucket, which must have no objects, and what was being uploaded to it. */
  deleteBucket(name: string): void {
    this.#buckets.delete(name);
    for (const [id] of this.uploads.of(name)) this.uploads.remove(id);
  }

  /** The objects of a bucket in the order of listings. Not to be changed by the caller. */
  keys(bucket: string): SortedKeys<ObjectRow> {
    let keys = this.#keys.get(bucket);
    if (!keys) {
      keys = new SortedKeys();
      this.#keys.set(bucket, keys);
    }
    return keys;
  }

  object(bucket: string, key: string): ObjectRow | undefined {
    return this.#objects.rows.get(rowName(bucket, key));
  }

  /** How many objects have been written so far: what is written from now on has a larger `write`. */
  get writes(): number {
    return this.#writes;
  }

  /**
   * Brings content to where `putObject` can refer to it. What is not put afterwards must be discarded.
   *
   * @param size Bytes of the content.
   */
  keep(content: Uint8Array | AsyncIterable<Uint8Array>, size: number): Promise<KeptContent> {
    return keepContent(this.#store, content, size);
  }

  /** Gives up content that was kept and will not be put. */
  discard(content: KeptContent): void {
    if ('blob' in content) removeBlob(this.#store, content.blob);
  }

  /** Creates or replaces an object, in one change. */
  putObject(bucket: string, key: string, row: Omit<ObjectRow, 'blob' | 'write'>, content: KeptContent): void {
    this.#writes++;
    this.#objects.put(rowName(bucket, key), { ...row, write: this.#writes }, content);
  }

  /** Sets the tags of an object that exists. */
  tagObject(bucket: string, key: string, tags: Tag[]): void {
    this.#objects.update(rowName(bucket, key), { tags });
  }

  /** Removes an object, if it is there. */
  deleteObject(bucket: string, key: string): void {
    this.#objects.delete(rowName(bucket, key));
  }

  /** The content of an object that exists, or a part of it. A stream must be read or destroyed. */
  content(bucket: string, key: string, range?: ByteRange): Readable | Uint8Array {
    return this.#objects.content(rowName(bucket, key), range);
  }

  /** The blobs that objects and parts refer to; the store sweeps away all others. */
  liveBlobs(): Set<string> {
    return new Set([...this.#objects.blobs(), ...this.uploads.blobs()]);
  }
}

function rowName(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function parseRowName(name: string): { bucket: string; key: string } {
  const slash = name.indexOf('/');
  return { bucket: name.slice(0, slash), key: name.slice(slash + 1) };
}

function entriesByBucket(objects: Pick<Table<ObjectRow>, 'entries'>): Map<string, Entry<ObjectRow>[]> {
  const found = new Map<string, Entry<ObjectRow>[]>();
  for (const [name, row] of objects.entries()) {
    const { bucket, key } = parseRowName(name);
    const entries = found.get(bucket);
    if (entries) entries.push({ key, row });
    else found.set(bucket, [{ key, row }]);
  }
  return found;
}
