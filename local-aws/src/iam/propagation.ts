/** IAM is eventually consistent: a change is in its own answers at once, and elsewhere only after a while. */
import type { Clock } from '../clock.js';
import type { Durations } from '../operation.js';
import type { Store } from '../store/store.js';

/** A table whose changes reach the other services late. */
export interface PropagatedTable<Row> {
  get(key: string): Row | undefined;
  put(key: string, row: Row): void;
  /** Removes a row; says whether there was one. */
  delete(key: string): boolean;
  rows(): Row[];
  /** The row as the services see it that assume roles: without the changes that have not propagated. */
  seenByServices(key: string): Row | undefined;
}

/** Changes of one row that were still on their way when the row was last written. */
interface Pending<Row> {
  /** What the services saw before the first of the changes; null where there was no row. */
  before: Row | null;
  /** Oldest first; null stands for the deletion. */
  changes: { at: number; row: Row | null }[];
}

/** Opens the tables `name` and `name.pending`, the second one holding only what changed lately. */
export function propagatedTable<Row>(
  store: Store,
  name: string,
  clock: Clock,
  durations: Durations,
): PropagatedTable<Row> {
  const current = store.table<Row>(name);
  const pending = store.table<Pending<Row>>(`${name}.pending`);
  const arrived = (change: { at: number }) => clock.elapsed(change.at) >= durations.iamPropagation;

  /** What the services see, and the changes that they do not see yet. */
  function settle({ before, changes }: Pending<Row>): Pending<Row> {
    const open = changes.findIndex((change) => !arrived(change));
    const count = open === -1 ? changes.length : open;
    const latest = changes[count - 1];
    return { before: latest ? latest.row : before, changes: changes.slice(count) };
  }

  function forgetSettled(): void {
    for (const [key, { changes }] of [...pending.entries()]) {
      if (changes.every(arrived)) pending.delete(key);
    }
  }

  function change(key: string, row: Row | null): void {
    forgetSettled();
    if (durations.iamPropagation > 0) {
      const { before, changes } = settle(
        pending.get(key) ?? { before: current.get(key) ?? null, changes: [] },
      );
      pending.put(key, { before, changes: [...changes, { at: clock.now(), row }] });
    }
    if (row === null) current.delete(key);
    else current.put(key, row);
  }

  return {
    get: (key) => current.get(key),
    put: change,
    delete(key) {
      if (!current.has(key)) return false;
      change(key, null);
      return true;
    },
    rows: () => [...current.entries()].map(([, row]) => row),
    seenByServices(key) {
      const late = pending.get(key);
      return late ? (settle(late).before ?? undefined) : current.get(key);
    },
  };
}
