import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareKeys, type Entry, SortedKeys } from './sorted-keys.js';

/** A small generator of pseudo-random numbers below `limit`, the same in every run. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const ALPHABET = [
  'a',
  'A',
  'b',
  '/',
  ' ',
  '+',
  '%',
  '~',
  '\u0001',
  'é',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '𐀀',
  '😀',
];

function randomKeys(count: number): string[] {
  const random = randomNumbers(7);
  const keys = new Set<string>();
  while (keys.size < count) {
    keys.add(Array.from({ length: 1 + random(5) }, () => ALPHABET[random(ALPHABET.length)]).join(''));
  }
  return [...keys];
}

/** The row of a key says how often it was set. */
function rowOf(key: string, times = 1): string {
  return `${key} set ${times} times`;
}

function entries(keys: string[], times?: number): Entry<string>[] {
  return keys.map((key) => ({ key, row: rowOf(key, times) }));
}

describe('compareKeys', () => {
  it('orders by UTF-8 bytes, also where UTF-16 units would order otherwise', () => {
    const keys = randomKeys(300);
    assert.deepEqual([...keys].sort(compareKeys), [...keys].sort(byBytes));
    assert.ok(compareKeys('\uffff', '😀') < 0 && '\uffff' > '😀');
  });
});

describe('SortedKeys', () => {
  it('holds the same keys in the same order however they come', () => {
    const keys = randomKeys(3000);
    const expected = [...keys].sort(byBytes);
    for (const order of [keys, expected, [...expected].reverse()]) {
      const added = new SortedKeys<string>();
      for (const key of order) added.set(key, rowOf(key));
      assert.deepEqual([...added.from(() => false)], entries(expected));
    }
    assert.deepEqual([...new SortedKeys(entries(keys)).from(() => false)], entries(expected));
  });

  it('counts a key once, with the row it was given last, and is empty again after every key is deleted', () => {
    const keys = randomKeys(1500);
    const sorted = new SortedKeys(entries(keys));
    for (const key of keys) sorted.set(key, rowOf(key, 2));
    assert.equal(sorted.size, 1500);
    assert.deepEqual([...sorted.from(() => false)], entries([...keys].sort(byBytes), 2));
    sorted.delete('not there');
    for (const [index, key] of keys.entries()) {
      sorted.delete(key);
      assert.equal(sorted.size, 1499 - index);
      if (index === 700)
        assert.deepEqual([...sorted.from(() => false)], entries(keys.slice(701).sort(byBytes), 2));
    }
    assert.deepEqual([...sorted.from(() => false)], []);
  });

  it('begins at any place, and at the end gives nothing', () => {
    const keys = randomKeys(2000);
    const expected = [...keys].sort(byBytes);
    const sorted = new SortedKeys(entries(keys));
    for (const start of [...keys.slice(0, 100), '', '\u{10ffff}\u{10ffff}']) {
      const found = [...sorted.from((key) => byBytes(key, start) < 0)];
      assert.deepEqual(found, entries(expected.filter((key) => byBytes(key, start) >= 0)));
    }
  });

  it('finds a place among 100,000 keys with as many comparisons at its end as at its beginning', () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `2026/11/22/${String(i).padStart(6, '0')}`);
    const sorted = new SortedKeys(entries(keys));
    for (const target of [keys[0], keys[50_000], keys[99_001]]) {
      let comparisons = 0;
      const first = sorted
        .from((key) => {
          comparisons++;
          return key < (target as string);
        })
        .next();
      assert.equal(first.value?.key, target);
      assert.ok(comparisons <= 18, `${comparisons} comparisons`);
    }
  });
});
