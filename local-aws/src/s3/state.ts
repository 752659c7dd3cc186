import type { Readable } from 'node:stream';
import type { Clock } from '../clock.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import type { ByteRange } from './range.js';
import type { BucketRow, ObjectRow } from './rows.js';
import { SortedKeys } from './sorted-keys.js';

/** Contents up to this size stand in the journal beside their row, which saves a file and a sync each. */
const SMALL_OBJECT_BYTES = 16 * 1024;

/**
 * A bucket that somebody else owns in every store: the name that the original tutorial used. Bucket names
 * are shared by all accounts, so whoever tries this one meets 403 and BucketAlreadyExists (decided by us).
 */
const TAKEN_BUCKET = 'receive-streaming-data';
const TAKEN_BY: Pick<BucketRow, 'owner' | 'region'> = { owner: '111111111111', region: 'us-east-1' };

/** Content that is on disk, or small enough to go into the journal, and that no object refers to yet. */
export type KeptContent = { blob: string } | { bytes: Uint8Array };

export interface S3StateOptions {
  store: Store;
  account: string;
  region: string;
  clock: Clock;
}

/**
 * Buckets and objects. Objects are rows named `bucket/key` (no bucket's name has a slash); a key is never a
 * path. All changes are synchronous; only content is written ahead of them.
 */
export class S3State {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #buckets: Table<BucketRow>;
  readonly #objects: Table<ObjectRow>;
  readonly #keys = new Map<string, SortedKeys>();

  constructor({ store, clock }: S3StateOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#buckets = store.table('s3-buckets');
    this.#objects = store.table('s3-objects');
    for (const [bucket, keys] of keysByBucket(this.#objects)) this.#keys.set(bucket, new SortedKeys(keys));
    // Watching keeps the order right also when the store takes back a change that could not be written.
    this.#objects.watch((name, row) => {
      const { bucket, key } = parseRowName(name);
      if (row) this.keys(bucket).add(key);
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

  /** Removes a bucket, which must have no objects. */
  deleteBucket(name: string): void {
    this.#buckets.delete(name);
  }

  /** The keys of a bucket in the order of listings. Not to be changed by the caller. */
  keys(bucket: string): SortedKeys {
    let keys = this.#keys.get(bucket);
    if (!keys) {
      keys = new SortedKeys();
      this.#keys.set(bucket, keys);
    }
    return keys;
  }

  object(bucket: string, key: string): ObjectRow | undefined {
    return this.#objects.get(rowName(bucket, key));
  }

  /** Brings content to where `putObject` can refer to it. What is not put afterwards must be discarded. */
  async keep(content: Uint8Array): Promise<KeptContent> {
    if (content.byteLength <= SMALL_OBJECT_BYTES) return { bytes: Buffer.from(content) };
    return { blob: await this.#store.blobs.write(content) };
  }

  /** Gives up content that was kept and will not be put. */
  discard(content: KeptContent): void {
    if ('blob' in content) this.#removeBlob(content.blob);
  }

  /** Creates or replaces an object, in one change. */
  putObject(bucket: string, key: string, row: Omit<ObjectRow, 'blob'>, content: KeptContent): void {
    const replaced = this.object(bucket, key)?.blob;
    if ('blob' in content) this.#objects.put(rowName(bucket, key), { ...row, blob: content.blob });
    else this.#objects.put(rowName(bucket, key), row, content.bytes);
    if (replaced) this.#removeBlob(replaced);
  }

  /** Removes an object, if it is there. */
  deleteObject(bucket: string, key: string): void {
    const blob = this.object(bucket, key)?.blob;
    if (!this.#objects.delete(rowName(bucket, key))) return;
    if (blob) this.#removeBlob(blob);
  }

  /** The content of an object that exists, or a part of it. A stream must be read or destroyed. */
  content(bucket: string, key: string, range?: ByteRange): Readable | Uint8Array {
    const name = rowName(bucket, key);
    const blob = this.#objects.get(name)?.blob;
    if (blob) return this.#store.blobs.open(blob, range?.start, range?.end);
    const bytes = this.#objects.bytes(name) ?? new Uint8Array();
    return range ? bytes.subarray(range.start, range.end + 1) : bytes;
  }

  /** The blobs that objects refer to; the store sweeps away all others. */
  liveBlobs(): Set<string> {
    const live = new Set<string>();
    for (const [, { blob }] of this.#objects.entries()) if (blob) live.add(blob);
    return live;
  }

  /** A blob goes once the change that dropped it is on disk. One that cannot go now is swept at the next start. */
  #removeBlob(blob: string): void {
    this.#store
      .durable()
      .then(() => this.#store.blobs.remove(blob))
      .catch(() => {});
  }
}

function rowName(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function parseRowName(name: string): { bucket: string; key: string } {
  const slash = name.indexOf('/');
  return { bucket: name.slice(0, slash), key: name.slice(slash + 1) };
}

function keysByBucket(objects: Table<ObjectRow>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name] of objects.entries()) {
    const { bucket, key } = parseRowName(name);
    const keys = found.get(bucket);
    if (keys) keys.push(key);
    else found.set(bucket, [key]);
  }
  return found;
}
