import { type KeptRow, Rows, type Undoable } from './rows.js';

/** Every table of a store, in memory. */
export interface Tables {
  /** The table of this name, made when it is first asked for. */
  rows(name: string): Rows;
  /** About how many bytes of the journal all rows take. */
  cost(): number;
  /** Takes changes back, the last one first. */
  undo(changes: readonly Undoable[]): void;
  /** All rows as they are now, as the changes that would make them. Their JSON is written as they are walked. */
  snapshot(): Iterable<KeptRow>;
}

export function createTables(changed: (change: Undoable) => void): Tables {
  const tables = new Map<string, Rows>();
  const rows = (name: string): Rows => {
    let table = tables.get(name);
    if (!table) {
      table = new Rows(name, changed);
      tables.set(name, table);
    }
    return table;
  };
  return {
    rows,
    cost() {
      let sum = 0;
      for (const table of tables.values()) sum += table.cost;
      return sum;
    },
    undo(changes) {
      const newestFirst = [...changes].reverse();
      for (const name of new Set(changes.map((change) => change.table))) {
        rows(name).undo(newestFirst.filter((change) => change.table === name));
      }
    },
    snapshot() {
      const taken = [...tables.values()].map((table) => ({ table: table.name, entries: table.snapshot() }));
      return walk(taken);
    },
  };
}

type Taken = { table: string; entries: ReturnType<Rows['snapshot']> };

function* walk(taken: readonly Taken[]): Generator<KeptRow> {
  for (const { table, entries } of taken) {
    for (const [key, { row, bytes }] of entries) yield { table, key, json: JSON.stringify(row), bytes };
  }
}
