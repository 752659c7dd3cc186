import { inMemory, type JournalBytes } from './journal-bytes.js';
import type { Table } from './table.js';

/** A row in memory. */
export interface Entry {
  readonly row: unknown;
  readonly bytes: Uint8Array | JournalBytes | undefined;
  /** When its key was first put, among the keys of its table. */
  readonly order: number;
  /** About how many bytes of the journal it takes. */
  readonly cost: number;
}

/** One change of one row, as the journal keeps it: `json` is undefined when the row was removed. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly json: string | undefined;
  readonly bytes: Uint8Array | undefined;
}

/** The change that would make a row as it is. */
export type KeptRow = Omit<Change, 'bytes'> & Pick<Entry, 'bytes'>;

/** A change that can still be taken back. */
export interface Undoable extends Change {
  /** What was there before. */
  readonly before: Entry | undefined;
}

/** What an entry takes in the journal beside its JSON, key and bytes, roughly. */
const OVERHEAD = 16;

/** The rows of one table, in memory. */
export class Rows implements Table<unknown> {
  readonly name: string;
  /** About how many bytes of the journal the rows take. */
  cost = 0;
  readonly #changed: (change: Undoable) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #watchers: ((key: string, row: unknown) => void)[] = [];
  #order = 0;

  constructor(name: string, changed: (change: Undoable) => void) {
    this.name = name;
    this.#changed = changed;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): unknown {
    return this.#entries.get(key)?.row;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  bytes(key: string): Uint8Array | undefined {
    return inMemory(this.#entries.get(key)?.bytes);
  }

  put(key: string, row: unknown, bytes?: Uint8Array): void {
    const json = JSON.stringify(row) as string | undefined;
    if (json === undefined)
      throw new TypeError(`the row ${key} of ${this.name} is not JSON but ${typeof row}`);
    this.#changed({ table: this.name, key, json, bytes, before: this.#entries.get(key) });
    const cost = OVERHEAD + this.name.length + key.length + json.length + (bytes?.byteLength ?? 0);
    this.load(key, JSON.parse(json), bytes, cost);
    this.#tell(key);
  }

  delete(key: string): boolean {
    const before = this.#entries.get(key);
    if (!before) return false;
    this.#changed({ table: this.name, key, json: undefined, bytes: undefined, before });
    this.unload(key);
    this.#tell(key);
    return true;
  }

  *entries(): IterableIterator<[key: string, row: unknown]> {
    for (const [key, entry] of this.#entries) yield [key, entry.row];
  }

  watch(seen: (key: string, row: unknown) => void): void {
    this.#watchers.push(seen);
  }

  /** Sets a row that is durable already or has been reported. */
  load(key: string, row: unknown, bytes: Entry['bytes'], cost: number): void {
    const order = this.#entries.get(key)?.order ?? this.#order++;
    this.#set(key, { row: frozen(row), bytes, order, cost });
  }

  /** Removes a row, if there is one, of which the removal is durable already or has been reported. */
  unload(key: string): void {
    this.cost -= this.#entries.get(key)?.cost ?? 0;
    this.#entries.delete(key);
  }

  /** The live rows as they are now. */
  snapshot(): [key: string, entry: Entry][] {
    return [...this.#entries];
  }

  /** Takes changes back, newest first. */
  undo(changes: readonly Undoable[]): void {
    let reorder = false;
    for (const { key, before } of changes) {
      reorder ||= before !== undefined && !this.#entries.has(key);
      if (before) this.#set(key, before);
      else this.unload(key);
    }
    if (reorder) this.#reorder();
    for (const { key } of changes) this.#tell(key);
  }

  #set(key: string, entry: Entry): void {
    this.cost += entry.cost - (this.#entries.get(key)?.cost ?? 0);
    this.#entries.set(key, entry);
  }

  /** A key that was removed and is back again stands last in a Map: puts it where it was. */
  #reorder(): void {
    const ordered = this.snapshot().sort(([, a], [, b]) => a.order - b.order);
    this.#entries.clear();
    for (const [key, entry] of ordered) this.#entries.set(key, entry);
  }

  #tell(key: string): void {
    const row = this.get(key);
    for (const seen of this.#watchers) seen(key, row);
  }
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const name in value) frozen(value[name as keyof typeof value]); // JSON: it has no other names
  return Object.freeze(value);
}
