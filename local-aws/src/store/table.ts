/**
 * A named set of rows of one kind. Reads are from memory; a change is seen at once and is on disk when
 * the store's `durable()` next resolves. If it rejects instead, the change has been undone.
 *
 * A row that is read is what JSON made of the row that was put, and is frozen: so memory never shows
 * anything that a restart would not.
 */
export interface Table<Row> {
  get(key: string): Row | undefined;
  has(key: string): boolean;
  /**
   * Sets a row. A row must be JSON; `bytes` go beside it as they are, are not copied, and must not be
   * changed afterwards; without `bytes`, bytes that were beside the former row are gone. Rows are
   * replaced, never edited in place.
   *
   * @throws TypeError when the row is not JSON (undefined, a BigInt, a circle). Nothing has changed then.
   */
  put(key: string, row: Row, bytes?: Uint8Array): void;
  /**
   * The bytes that were put beside a row. Those of before the last start are read from the disk each time.
   *
   * @throws StoreError when they cannot be read, or are damaged.
   */
  bytes(key: string): Uint8Array | undefined;
  /** Removes a row; says whether there was one. */
  delete(key: string): boolean;
  /** Rows in the order in which their keys were first put. */
  entries(): IterableIterator<[key: string, row: Row]>;
  readonly size: number;
  /**
   * Calls `seen` right after each change of a row, with the row as it now is (undefined: gone); also when
   * a failed write undoes changes. For whatever is derived from rows, such as a sorted index of keys.
   */
  watch(seen: (key: string, row: Row | undefined) => void): void;
}
