import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryStore } from './store.js';

describe('a table', () => {
  it('keeps rows and their bytes by key', () => {
    const table = memoryStore().table<{ n: number }>('numbers');
    const bytes = Buffer.from([1, 2, 3]);
    table.put('a', { n: 1 }, bytes);
    table.put('b', { n: 2 });
    assert.deepEqual(table.get('a'), { n: 1 });
    assert.deepEqual(table.bytes('a'), bytes);
    assert.equal(table.bytes('b'), undefined);
    assert.equal(table.get('c'), undefined);
    assert.deepEqual([table.has('a'), table.has('c'), table.size], [true, false, 2]);
  });

  it('keeps every key apart, also those that objects and paths would trip over', () => {
    const table = memoryStore().table<string>('keys');
    const keys = [
      '',
      '..',
      '/',
      '//',
      'a',
      'A',
      '__proto__',
      'constructor',
      'é',
      'e\u0301',
      '\u0000',
      '\ud800',
    ];
    for (const key of keys) table.put(key, `row of ${key}`);
    assert.deepEqual(
      [...table.entries()],
      keys.map((key) => [key, `row of ${key}`]),
    );
  });

  it('shows rows in the order in which their keys were first put', () => {
    const table = memoryStore().table<number>('order');
    for (const key of ['b', 'a', 'c']) table.put(key, 1);
    table.put('b', 2);
    assert.equal(table.delete('a'), true);
    assert.equal(table.delete('a'), false);
    table.put('a', 3);
    assert.deepEqual(
      [...table.entries()],
      [
        ['b', 2],
        ['c', 1],
        ['a', 3],
      ],
    );
  });

  it('drops the bytes of a row that is put again without bytes', () => {
    const table = memoryStore().table<number>('numbers');
    table.put('a', 1, Buffer.from('x'));
    table.put('a', 2);
    assert.equal(table.bytes('a'), undefined);
  });

  it('gives rows that cannot be edited in place, and does not see later changes of what was put', () => {
    const table = memoryStore().table<{ tags: string[] }>('rows');
    const row = { tags: ['a'] };
    table.put('k', row);
    row.tags.push('b');
    assert.deepEqual(table.get('k'), { tags: ['a'] });
    assert.throws(() => table.get('k')?.tags.push('c'), TypeError);
  });

  it('refuses a row that is not JSON and changes nothing', () => {
    const table = memoryStore().table<unknown>('rows');
    table.put('k', 'before');
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const row of [undefined, () => 1, 1n, circle]) assert.throws(() => table.put('k', row), TypeError);
    assert.equal(table.get('k'), 'before');
  });

  it('is the same for all who ask for its name', () => {
    const store = memoryStore();
    store.table<number>('t').put('k', 1);
    assert.equal(store.table<number>('t').get('k'), 1);
    assert.equal(store.table<number>('other').get('k'), undefined);
  });

  it('tells its watchers of every change', () => {
    const table = memoryStore().table<number>('watched');
    const seen: unknown[] = [];
    table.watch((key, row) => seen.push([key, row]));
    table.put('a', 1);
    table.put('a', 2);
    table.delete('a');
    table.delete('a');
    assert.deepEqual(seen, [
      ['a', 1],
      ['a', 2],
      ['a', undefined],
    ]);
  });
});
