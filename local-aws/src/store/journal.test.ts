import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import { ENTRY_HEADING, JOURNAL_HEADING } from './frame.js';
import { createJournal, openJournal } from './journal.js';
import { PIECE } from './pieces.js';
import type { Loaded } from './replay.js';
import type { Change } from './rows.js';
import { StoreError } from './store-error.js';
import { temporaryFolder } from './testing/folders.js';
import { diskFull, fragileFiles } from './testing/fragile-files.js';

const put = (key: string, row: unknown, bytes?: Uint8Array): Change => ({
  table: 't',
  key,
  json: JSON.stringify(row),
  bytes,
});

const removed = (key: string): Change => ({ table: 't', key, json: undefined, bytes: undefined });

type Seen = [key: string, row: unknown, bytes: string | undefined];

async function load(path: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  const see = ({ key, row, bytes }: Loaded) => seen.push([key, row, bytes?.read().toString('latin1')]);
  await (await openJournal(path, see)).close();
  return seen;
}

const nothing = () => {};

/** A journal of three entries; `ends` are the offsets at which they end. */
async function threeEntries(t: TestContext): Promise<{ path: string; ends: number[]; whole: Buffer }> {
  const path = join(temporaryFolder(t), 'journal');
  createJournal(path);
  const journal = await openJournal(path, nothing);
  const ends: number[] = [];
  for (const entry of [
    [put('a', { n: 1 }, Buffer.from('first'))],
    [put('b', 'zwei €', Buffer.from('second')), removed('a')],
    [put('c', [3], Buffer.from('third')), put('d', null)],
  ]) {
    await journal.append(entry);
    ends.push(journal.length);
  }
  await journal.close();
  return { path, ends, whole: readFileSync(path) };
}

const FIRST: Seen[] = [['a', { n: 1 }, 'first']];
const SECOND: Seen[] = [
  ['b', 'zwei €', 'second'],
  ['a', undefined, undefined],
];
const THIRD: Seen[] = [
  ['c', [3], 'third'],
  ['d', null, undefined],
];

describe('a journal', () => {
  it('gives back its changes in order, with their bytes', async (t) => {
    const { path } = await threeEntries(t);
    assert.deepEqual(await load(path), [...FIRST, ...SECOND, ...THIRD]);
  });

  it('is for its owner alone', { skip: process.platform === 'win32' && 'no modes on Windows' }, async (t) => {
    const { path } = await threeEntries(t);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('carries entries that are larger than what is read at a time', async (t) => {
    const path = join(temporaryFolder(t), 'journal');
    createJournal(path);
    const journal = await openJournal(path, nothing);
    const sizes = [9, 5_000_000, 20_000_000, 3_333_333, 0];
    for (const [index, size] of sizes.entries()) {
      await journal.append([put('k', index, Buffer.alloc(size, index))]);
    }
    await journal.close();
    const seen: number[] = [];
    const check = ({ row, bytes }: Loaded) => {
      assert.ok(
        Buffer.alloc(sizes[row as number] ?? 0, row as number).equals(bytes?.read() ?? Buffer.alloc(0)),
      );
      seen.push(row as number);
    };
    await (await openJournal(path, check)).close();
    assert.deepEqual(seen, [0, 1, 2, 3, 4]);
  });
});

describe('a journal that is read piece by piece', () => {
  it('gives back an entry wherever a piece ends in it', async (t) => {
    const path = join(temporaryFolder(t), 'journal');
    createJournal(path);
    const journal = await openJournal(path, nothing);
    const fill = async (length: number) => {
      const bytes = Buffer.alloc(length, 'filler');
      // As text, a checksum is not always as long.
      await journal.append([put('filler', 'x'.repeat(10 - String(crc32(bytes)).length), bytes)]);
    };
    await fill(PIECE);
    const overhead = journal.length - JOURNAL_HEADING - PIECE;
    const small = Buffer.from('the bytes of a small entry');
    const smallEntry = 76; // it has more than so many bytes
    const expected: Seen[] = [];
    for (let beforeEnd = 0; beforeEnd <= smallEntry; beforeEnd += 2) {
      const end = (Math.ceil(journal.length / PIECE) + 1) * PIECE - beforeEnd;
      await fill(end - journal.length - overhead);
      assert.equal(journal.length, end);
      await journal.append([put('small', beforeEnd, small)]);
      assert.ok(journal.length > end + smallEntry);
      expected.push(['small', beforeEnd, small.toString()]);
    }
    await journal.close();
    const seen = (await load(path)).filter(([key]) => key === 'small');
    assert.deepEqual(seen, expected);
  });
});

describe('a journal whose last write was cut short', () => {
  it('loses that entry alone, wherever the cut is, and goes on from there', async (t) => {
    const { path, ends, whole } = await threeEntries(t);
    const [, second = 0, third = 0] = ends;
    for (let length = second; length < third; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      const journal = await openJournal(path, nothing);
      assert.equal(statSync(path).size, second, `cut at ${length}`);
      await journal.append([put('e', 'next')]);
      await journal.close();
      assert.deepEqual(await load(path), [...FIRST, ...SECOND, ['e', 'next', undefined]], `cut at ${length}`);
    }
  });

  it('loses that entry alone when its length arrived but not all of its bytes', async (t) => {
    const { path, ends, whole } = await threeEntries(t);
    for (let at = ends[1] ?? 0; at < whole.length; at += 1) {
      const torn = Buffer.from(whole);
      torn.fill(0, at);
      if (torn.equals(whole)) continue;
      writeFileSync(path, torn);
      assert.deepEqual(await load(path), [...FIRST, ...SECOND], `zeros from ${at}`);
    }
  });

  it('is not misled by data that looks like a journal', async (t) => {
    const { ends, whole } = await threeEntries(t);
    const other = join(temporaryFolder(t), 'journal');
    createJournal(other);
    const journal = await openJournal(other, nothing);
    await journal.append([put('a', 1)]);
    const good = journal.length;
    await journal.append([put('b', 2, whole.subarray(JOURNAL_HEADING, ends[2]))]);
    await journal.close();
    const torn = readFileSync(other);
    torn.fill(0, good, good + ENTRY_HEADING);
    writeFileSync(other, torn);
    assert.deepEqual(await load(other), [['a', 1, undefined]]);
  });
});

describe('a journal that is damaged before its last entry', () => {
  it('is refused with file and offset, whichever byte it is, and is left as it is', async (t) => {
    const { path, ends, whole } = await threeEntries(t);
    const begins = [0, JOURNAL_HEADING, ends[0] ?? 0];
    for (let at = 0; at < (ends[1] ?? 0); at += 1) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(path, damaged);
      const offset = begins.filter((begin) => begin <= at).at(-1);
      await assert.rejects(load(path), (error) => {
        assert.ok(error instanceof StoreError);
        assert.ok(error.message.startsWith(`${path} is damaged at offset ${offset}:`), error.message);
        return true;
      });
      assert.ok(readFileSync(path).equals(damaged));
    }
  });

  it('is refused when the last entry is torn as well', async (t) => {
    const { path, ends, whole } = await threeEntries(t);
    const damaged = Buffer.from(whole.subarray(0, whole.length - 1));
    const inSecondPayload = (ends[1] ?? 0) - 1;
    damaged.writeUInt8(damaged.readUInt8(inSecondPayload) ^ 1, inSecondPayload);
    writeFileSync(path, damaged);
    await assert.rejects(load(path), new RegExp(`damaged at offset ${ends[0]}: the checksum`));
  });

  it('is refused when it is no journal', async (t) => {
    const path = join(temporaryFolder(t), 'journal');
    for (const text of ['', 'short', 'Dear diary, today I learned of journals.']) {
      writeFileSync(path, text);
      await assert.rejects(load(path), /damaged at offset 0: it does not begin as a journal/);
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });
});

describe('a journal on a disk that fails', () => {
  it('is cut back to what it was, says so with its cause, and goes on when the disk does', async (t) => {
    const { path, whole } = await threeEntries(t);
    const files = fragileFiles();
    const journal = await openJournal(path, nothing, files.openFile);
    for (const step of ['onWrite', 'onSync'] as const) {
      files[step] = diskFull;
      await assert.rejects(journal.append([put('x', 'lost')]), (error) => {
        assert.ok(error instanceof StoreError);
        assert.match(error.message, /^cannot write to .*journal: ENOSPC: .* The changes were undone/);
        assert.equal((error.cause as NodeJS.ErrnoException).code, 'ENOSPC');
        return true;
      });
      files[step] = nothing;
      assert.ok(readFileSync(path).equals(whole));
    }
    await journal.append([put('e', 5)]);
    await journal.close();
    assert.deepEqual((await load(path)).at(-1), ['e', 5, undefined]);
  });

  it('writes nothing before a failed write could be cut off', async (t) => {
    const { path, whole } = await threeEntries(t);
    const files = fragileFiles();
    const journal = await openJournal(path, nothing, files.openFile);
    files.onSync = diskFull;
    files.onTruncate = diskFull;
    await assert.rejects(journal.append([put('x', 'lost, and longer than what comes later')]));
    const size = statSync(path).size;
    assert.ok(size > whole.length);
    files.onSync = nothing;
    await assert.rejects(journal.append([put('y', 'lost')]));
    assert.equal(statSync(path).size, size);
    files.onTruncate = nothing;
    await journal.append([put('e', 5)]);
    await journal.close();
    assert.deepEqual(await load(path), [...FIRST, ...SECOND, ...THIRD, ['e', 5, undefined]]);
  });

  it('writes an entry of more pieces than a system takes in one call', async (t) => {
    const { path } = await threeEntries(t);
    const journal = await openJournal(path, nothing);
    const many = Array.from({ length: 5_000 }, (_, n) => put(`many ${n}`, n, Buffer.from(`bytes ${n}`)));
    await journal.append(many);
    await journal.close();
    const read = (await load(path)).slice(-5_000);
    assert.deepEqual(
      read,
      many.map((_, n) => [`many ${n}`, n, `bytes ${n}`]),
    );
  });

  it('writes all of an entry that the disk takes in small pieces', async (t) => {
    const { path } = await threeEntries(t);
    const files = fragileFiles();
    const journal = await openJournal(path, nothing, async (...args) => {
      const file = await files.openFile(...args);
      const { writev } = file;
      file.writev = ((pieces: Uint8Array[], position: number) =>
        writev([Buffer.concat(pieces).subarray(0, 3)], position)) as typeof writev;
      return file;
    });
    await journal.append([put('e', 'in pieces', Buffer.from('and its bytes'))]);
    await journal.close();
    assert.deepEqual((await load(path)).at(-1), ['e', 'in pieces', 'and its bytes']);
  });
});

describe('a journal that is written anew', () => {
  it('holds the given rows alone and goes on', async (t) => {
    const { path } = await threeEntries(t);
    const journal = await openJournal(path, nothing);
    await journal.rewrite([put('c', [3], Buffer.from('third'))]);
    assert.equal(statSync(path).size, journal.length);
    await journal.append([put('e', 5)]);
    await journal.close();
    assert.deepEqual(await load(path), [
      ['c', [3], 'third'],
      ['e', 5, undefined],
    ]);
  });

  it('still gives the bytes that it was read with', async (t) => {
    const { path } = await threeEntries(t);
    const loaded: Loaded[] = [];
    const journal = await openJournal(path, (change) => loaded.push(change));
    const kept = ['c', 'b'].map((key) => loaded.find((change) => change.key === key) as Loaded);
    const rows = kept.map(({ key, row, bytes }) => ({ ...put(key, row), bytes }));
    await journal.rewrite([put('new', 1, Buffer.from('in memory')), ...rows]);
    assert.deepEqual(
      kept.map(({ bytes }) => bytes?.read().toString()),
      ['third', 'second'],
    );
    await journal.close();
    assert.deepEqual(await load(path), [
      ['new', 1, 'in memory'],
      ['c', [3], 'third'],
      ['b', 'zwei €', 'second'],
    ]);
  });

  it('stays as it was when that fails', async (t) => {
    const { path } = await threeEntries(t);
    const files = fragileFiles();
    const loaded: Loaded[] = [];
    const journal = await openJournal(path, (change) => loaded.push(change), files.openFile);
    const bytes = loaded[0]?.bytes;
    files.onWrite = diskFull;
    await assert.rejects(journal.rewrite([put('c', [3]), { ...put('a', 1), bytes }]), /ENOSPC/);
    files.onWrite = nothing;
    assert.equal(bytes?.read().toString(), 'first');
    await journal.append([put('e', 5)]);
    await journal.close();
    assert.equal(existsSync(`${path}.tmp`), false);
    assert.deepEqual(await load(path), [...FIRST, ...SECOND, ...THIRD, ['e', 5, undefined]]);
  });
});
