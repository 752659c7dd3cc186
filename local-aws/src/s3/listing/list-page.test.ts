import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listPage, type PageRequest } from './list-page.js';
import { SortedKeys } from './sorted-keys.js';

const KEYS = ['a', 'a/', 'a/b', 'a/c/d', 'a/c/e', 'ab', 'b//x', 'b/x', 'c', 'd/1', 'd/2', '😀'];

function sorted(keys: string[]): SortedKeys<string> {
  return new SortedKeys(keys.map((key) => ({ key, row: `row of ${key}` })));
}

function page(request: Partial<PageRequest>, keys = KEYS) {
  const whole: PageRequest = { prefix: '', delimiter: '', after: undefined, max: 1000, ...request };
  const { entries, ...rest } = listPage(sorted(keys), whole);
  for (const { key, row } of entries) assert.equal(row, `row of ${key}`);
  return { keys: entries.map(({ key }) => key), ...rest };
}

/** All pages of a listing, as the names on them: rolled-up prefixes in angle brackets. */
function allPages(request: Partial<PageRequest>, keys = KEYS): string[][] {
  const pages: string[][] = [];
  let after = request.after;
  do {
    const { keys: found, prefixes, next } = page({ ...request, after }, keys);
    pages.push([...found, ...prefixes.map((prefix) => `<${prefix}>`)]);
    after = next;
  } while (after !== undefined);
  return pages;
}

describe('listPage', () => {
  it('lists everything in order', () => {
    assert.deepEqual(page({}), { keys: KEYS, prefixes: [], next: undefined });
  });

  it('keeps to the prefix', () => {
    assert.deepEqual(page({ prefix: 'a/' }).keys, ['a/', 'a/b', 'a/c/d', 'a/c/e']);
    assert.deepEqual(page({ prefix: 'zzz' }).keys, []);
  });

  it('rolls up what goes on behind a delimiter, and counts the prefix itself as rolled up', () => {
    assert.deepEqual(page({ delimiter: '/' }), {
      keys: ['a', 'ab', 'c', '😀'],
      prefixes: ['a/', 'b/', 'd/'],
      next: undefined,
    });
    assert.deepEqual(page({ prefix: 'a/', delimiter: '/' }), {
      keys: ['a/', 'a/b'],
      prefixes: ['a/c/'],
      next: undefined,
    });
    assert.deepEqual(page({ prefix: 'b/', delimiter: '/' }), {
      keys: ['b/x'],
      prefixes: ['b//'],
      next: undefined,
    });
  });

  it('takes delimiters of several characters', () => {
    assert.deepEqual(page({ delimiter: '//' }).prefixes, ['b//']);
  });

  it('gives every key once over pages of any size, with and without a delimiter', () => {
    for (const delimiter of ['', '/']) {
      const whole = allPages({ delimiter })[0] as string[];
      for (let max = 1; max <= KEYS.length; max++) {
        const pages = allPages({ delimiter, max });
        assert.deepEqual(pages.flat().sort(), [...whole].sort());
        for (const each of pages.slice(0, -1)) assert.equal(each.length, max);
      }
    }
  });

  it('is not truncated when the last key is on the page', () => {
    assert.equal(page({ max: KEYS.length }).next, undefined);
    assert.equal(page({ delimiter: '/', max: 7 }).next, undefined);
    assert.equal(page({ delimiter: '/', max: 6 }).next, 'd/');
  });

  it('never shows a prefix that is not behind the place to begin after', () => {
    assert.deepEqual(page({ delimiter: '/', after: 'a/b' }).prefixes, ['b/', 'd/']);
    assert.deepEqual(page({ delimiter: '/', after: 'a' }).prefixes, ['a/', 'b/', 'd/']);
    assert.deepEqual(page({ delimiter: '/', after: 'd/2' }).keys, ['😀']);
  });

  it('begins after keys that are not there', () => {
    assert.deepEqual(page({ after: 'a/bb' }).keys[0], 'a/c/d');
    assert.deepEqual(page({ prefix: 'd/', after: 'a' }).keys, ['d/1', 'd/2']);
    assert.deepEqual(page({ prefix: 'a', after: 'b' }).keys, []);
  });

  it('lists nothing, and no more to come, when nothing is asked for', () => {
    assert.deepEqual(page({ max: 0 }), { keys: [], prefixes: [], next: undefined });
  });

  it('passes over a rolled-up prefix without looking at its keys', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `big/${String(i).padStart(5, '0')}`);
    const keys = sorted([...many, 'z']);
    let seen = 0;
    const counted = {
      from(isBefore: (key: string) => boolean) {
        return keys.from((key) => {
          seen++;
          return isBefore(key);
        });
      },
    } as SortedKeys<string>;
    const found = listPage(counted, { prefix: '', delimiter: '/', after: undefined, max: 10 });
    assert.deepEqual([found.prefixes, found.entries.map(({ key }) => key)], [['big/'], ['z']]);
    assert.ok(seen < 100, `${seen} keys`);
  });
});
