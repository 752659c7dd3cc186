import { compareKeys, type Entry, type SortedKeys } from './sorted-keys.js';

export interface PageRequest {
  prefix: string;
  /** Keys that go on behind the prefix up to this are rolled up to one entry; empty for no rolling up. */
  delimiter: string;
  /** List only what comes after this, in the order of keys; undefined begins at the beginning. */
  after: string | undefined;
  /** How many keys and rolled-up prefixes together. */
  max: number;
}

export interface Page<Row> {
  entries: Entry<Row>[];
  prefixes: string[];
  /** What to list after for the next page; undefined when this is the last. */
  next: string | undefined;
}

/**
 * One page of a listing. Keys and rolled-up prefixes stand in one order, a prefix where its own name does,
 * so that it appears once and never after `after` (AWS documentation). The cost depends on what is on the
 * page, not on what comes before it.
 */
export function listPage<Row>(
  keys: SortedKeys<Row>,
  { prefix, delimiter, after, max }: PageRequest,
): Page<Row> {
  const page: Page<Row> = { entries: [], prefixes: [], next: undefined };
  if (max === 0) return page; // as on AWS: nothing, and not truncated
  const done = after?.startsWith(prefix) ? rollUp(after, prefix, delimiter) : undefined;
  let last: string | undefined;
  let cursor = keys.from((key) => {
    if (compareKeys(key, prefix) < 0) return true;
    if (after !== undefined && compareKeys(key, after) <= 0) return true;
    return done !== undefined && key.startsWith(done);
  });
  for (let next = cursor.next(); !next.done; next = cursor.next()) {
    const { key } = next.value;
    if (!key.startsWith(prefix)) break;
    if (page.entries.length + page.prefixes.length === max) {
      page.next = last;
      break;
    }
    const group = rollUp(key, prefix, delimiter);
    last = group ?? key;
    if (group === undefined) {
      page.entries.push(next.value);
    } else {
      page.prefixes.push(group);
      cursor = keys.from((other) => compareKeys(other, group) < 0 || other.startsWith(group));
    }
  }
  return page;
}

/** What a key is rolled up to; undefined where it stands for itself. */
export function rollUp(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
