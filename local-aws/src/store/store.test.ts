import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openStore, type Store } from './store.js';
import { StoreError } from './store-error.js';
import { OWNER, temporaryFolder } from './testing/folders.js';
import { diskFull, door, fragileFiles } from './testing/fragile-files.js';
import { spoil } from './testing/spoil.js';

/** Opens a store that is closed after the test, if the test has not done so. */
async function open(t: TestContext, folder: string, files = fragileFiles()): Promise<Store> {
  const store = await openStore(folder, OWNER, files.openFile);
  t.after(() => store.close().catch(() => {}));
  return store;
}

const journalSize = (folder: string) => statSync(join(folder, 'journal')).size;

describe('a store', () => {
  it('shows rows, their order and their bytes again after it was closed', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    const records = first.table<{ n: number }>('records');
    for (const n of [2, 1, 3]) records.put(`key ${n}`, { n }, Buffer.from(`bytes ${n}`));
    first.table<string>('names').put('a', 'x');
    await first.durable();
    records.put('key 2', { n: 22 });
    records.delete('key 1');
    await first.close();

    const second = await open(t, folder);
    const again = second.table<{ n: number }>('records');
    assert.deepEqual(
      [...again.entries()],
      [
        ['key 2', { n: 22 }],
        ['key 3', { n: 3 }],
      ],
    );
    assert.equal(again.bytes('key 2'), undefined);
    assert.deepEqual(Buffer.from(again.bytes('key 3') ?? []), Buffer.from('bytes 3'));
    assert.equal(second.table<string>('names').get('a'), 'x');
    assert.throws(() => Object.assign(again.get('key 3') ?? {}, { n: 4 }), TypeError);
  });

  it('keeps tables that nobody asked for', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    first.table<number>('rare').put('k', 1);
    await first.close();
    await (await open(t, folder)).close();
    assert.equal((await open(t, folder)).table<number>('rare').get('k'), 1);
  });

  it('is durable at once when nothing has changed', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    await store.durable();
    assert.equal(files.syncs, 0);
  });

  it('cannot be changed once it is being closed, and closes once', async (t) => {
    const store = await open(t, temporaryFolder(t));
    const table = store.table<number>('t');
    table.put('k', 1);
    const closed = store.close();
    assert.throws(() => table.put('k', 2), StoreError);
    assert.throws(() => table.delete('k'), StoreError);
    assert.equal(table.get('k'), 1);
    assert.equal(store.close(), closed);
    await closed;
  });

  it('says when closing that the last changes were lost, and still releases the folder', async (t) => {
    const folder = temporaryFolder(t);
    const files = fragileFiles();
    const store = await open(t, folder, files);
    store.table<number>('t').put('k', 1);
    files.onWrite = diskFull;
    await assert.rejects(store.close(), /cannot write to .*ENOSPC/);
    assert.equal((await open(t, folder)).table<number>('t').size, 0);
  });
});

describe('changes made without an await in between', () => {
  it('are on disk together or not at all, wherever the write is cut short', async (t) => {
    const folder = temporaryFolder(t);
    const journal = join(folder, 'journal');
    const store = await open(t, folder);
    store.table<string>('a').put('before', 'x');
    await store.durable();
    const before = journalSize(folder);
    store.table<string>('a').put('k', 'new');
    store.table<string>('b').put('k', 'new', Buffer.from('bytes'));
    store.table<string>('a').delete('before');
    await store.close();
    const whole = readFileSync(journal);

    for (let length = before; length <= whole.length; length += 1) {
      writeFileSync(journal, whole.subarray(0, length));
      const again = await open(t, folder);
      const seen = [again.table('a').has('before'), again.table('a').has('k'), again.table('b').has('k')];
      assert.deepEqual(seen, length < whole.length ? [true, false, false] : [false, true, true]);
      await again.close();
    }
  });

  it('are one write, which begins only after the turn that made them', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    let turnIsOver = false;
    files.onWrite = () => assert.ok(turnIsOver);
    store.table<number>('t').put('a', 1);
    const durable = store.durable();
    store.table<number>('t').put('b', 2);
    turnIsOver = true;
    await durable;
    await store.close();
    assert.equal(files.syncs, 1);
  });
});

describe('group commit', () => {
  it('shares one write and one sync among all who wait', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    const table = store.table<number>('t');
    const commit = async (n: number) => {
      table.put(String(n), n);
      await store.durable();
    };
    const first = door();
    files.onSync = first.pass;
    const early = commit(0);
    await first.reached;
    const late = Array.from({ length: 100 }, (_, n) => commit(n + 1));
    files.onSync = () => {};
    first.open();
    await Promise.all([early, ...late]);
    assert.equal(files.syncs, 2);
  });

  it('does not confirm a change before it is synced', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    const sync = door();
    files.onSync = sync.pass;
    store.table<number>('t').put('k', 1);
    let confirmed = false;
    const durable = store.durable().then(() => {
      confirmed = true;
    });
    await sync.reached;
    const joined = store.durable(); // somebody who changed nothing, but has read what is not on disk yet
    await new Promise((resume) => setImmediate(resume));
    assert.equal(confirmed, false);
    sync.open();
    await Promise.all([durable, joined]);
  });

  it('writes changes for which nobody waits', async (t) => {
    const folder = temporaryFolder(t);
    const files = fragileFiles();
    const store = await open(t, folder, files);
    const sync = door();
    files.onSync = sync.pass;
    store.table<number>('t').put('k', 1);
    await sync.reached;
    sync.open();
  });
});

describe('a store on a disk that fails', () => {
  it('undoes what is not on disk, tells all who wait, and works again when the disk does', async (t) => {
    const folder = temporaryFolder(t);
    const files = fragileFiles();
    const store = await open(t, folder, files);
    const table = store.table<number>('t');
    for (const key of ['a', 'b', 'c']) table.put(key, 1, Buffer.from(key));
    await store.durable();

    files.onWrite = diskFull;
    table.put('b', 2);
    table.put('b', 3);
    table.delete('a');
    table.put('a', 4);
    table.delete('c');
    table.put('new', 5);
    const waiting = [store.durable(), store.durable()];
    for (const durable of waiting) await assert.rejects(durable, StoreError);
    assert.deepEqual(
      [...table.entries()],
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
    );
    assert.equal(String(table.bytes('c')), 'c');

    files.onWrite = () => {};
    table.put('later', 6);
    await store.durable();
    await store.close();
    const again = (await open(t, folder)).table<number>('t');
    assert.deepEqual([...again.entries()], [...table.entries()]);
  });

  it('undoes also what was changed while the write was failing, and tells those who wait for it', async (t) => {
    const folder = temporaryFolder(t);
    const files = fragileFiles();
    const store = await open(t, folder, files);
    const table = store.table<number>('t');
    table.put('k', 1);
    await store.durable();

    const sync = door();
    files.onSync = async () => {
      await sync.pass();
      diskFull();
    };
    table.put('k', 2);
    const failing = store.durable();
    await sync.reached;
    table.put('k', (table.get('k') ?? 0) + 1);
    table.put('resting on it', 1);
    const resting = store.durable();
    sync.open();
    await assert.rejects(failing, /ENOSPC/);
    await assert.rejects(resting, /ENOSPC/);
    assert.deepEqual([...table.entries()], [['k', 1]]);

    files.onSync = () => {};
    table.put('k', 7);
    await store.durable();
    await store.close();
    assert.deepEqual([...(await open(t, folder)).table<number>('t').entries()], [['k', 7]]);
  });

  it('tells watchers of what is undone', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    const table = store.table<number>('t');
    table.put('old', 1);
    await store.durable();
    const mirror = new Map(table.entries());
    table.watch((key, row) => {
      if (row === undefined) mirror.delete(key);
      else mirror.set(key, row);
    });
    files.onWrite = diskFull;
    table.put('new', 2);
    table.delete('old');
    assert.deepEqual([...mirror], [['new', 2]]);
    await assert.rejects(store.durable());
    assert.deepEqual([...mirror], [['old', 1]]);
  });

  it('tells a caller with a mark of changes that were undone before it asked', async (t) => {
    const files = fragileFiles();
    const store = await open(t, temporaryFolder(t), files);
    const mark = store.mark();
    store.table<number>('t').put('k', 1);
    files.onWrite = diskFull;
    await assert.rejects(store.durable(mark)); // another caller's wait, which is the one that fails
    files.onWrite = () => {};
    await assert.rejects(store.durable(mark), /ENOSPC/);
    await store.durable(store.mark());
    await store.durable();
  });
});

describe('a journal of which most is out of date', () => {
  const MIB = 1024 * 1024;

  it('is written anew at the next start, with all that counts', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    const table = first.table<number>('t');
    for (let n = 0; n < 100; n += 1) table.put(`key ${n}`, n, Buffer.from(`bytes ${n}`));
    for (let n = 0; n < 6; n += 1) table.put('large', n, Buffer.alloc(MIB, n));
    table.delete('key 3');
    await first.close();
    assert.ok(journalSize(folder) > 6 * MIB);

    const second = await open(t, folder);
    second.table<number>('t').put('while', 1);
    await second.durable();
    second.table<number>('t').put('while', 2);
    await second.durable(); // behind what the start had to do
    assert.ok(journalSize(folder) < 1.1 * MIB);
    assert.equal(String(second.table('t').bytes('key 99')), 'bytes 99');
    assert.ok(Buffer.alloc(MIB, 5).equals(second.table('t').bytes('large') ?? Buffer.alloc(0)));
    await second.close();

    const third = (await open(t, folder)).table<number>('t');
    assert.deepEqual([...third.entries()], [...table.entries(), ['while', 2]]);
    assert.equal(String(third.bytes('key 99')), 'bytes 99');
    assert.ok(Buffer.alloc(MIB, 5).equals(third.bytes('large') ?? Buffer.alloc(0)));
  });

  it('is written anew while the store is in use, with what changes meanwhile', async (t) => {
    const folder = temporaryFolder(t);
    const store = await open(t, folder);
    const table = store.table<number>('t');
    table.put('first', 1, Buffer.from('kept'));
    const bytes = Buffer.alloc(MIB);
    let largest = 0;
    for (let n = 0; n < 100; n += 1) {
      table.put('large', n, bytes);
      table.put(`key ${n}`, n);
      if (n % 10 === 0) table.delete(`key ${n - 5}`);
      await store.durable();
      largest = Math.max(largest, journalSize(folder));
    }
    await store.close();
    assert.ok(largest < 70 * MIB, `grew to ${largest}`);
    const again = (await open(t, folder)).table<number>('t');
    assert.deepEqual([...again.entries()], [...table.entries()]);
    assert.equal(String(again.bytes('first')), 'kept');
  });

  it('stays as it is, and in use, when there is no room to write it anew', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    for (let n = 0; n < 6; n += 1) first.table<number>('t').put('large', n, Buffer.alloc(MIB, n));
    await first.close();

    const files = fragileFiles();
    const write = door();
    files.onWrite = async () => {
      await write.pass();
      diskFull();
    };
    const second = await open(t, folder, files);
    await write.reached;
    files.onWrite = () => {};
    write.open();
    second.table<number>('t').put('k', 1);
    await second.close();
    assert.ok(journalSize(folder) > 6 * MIB);
    const third = (await open(t, folder)).table<number>('t');
    assert.deepEqual([third.get('large'), third.get('k')], [5, 1]);
  });
});

describe('bytes of before the last start', () => {
  const MIB = 1024 * 1024;

  /** A store that was closed and opened again: row `a` with the bytes `first`, row `b` with `second`. */
  async function reopened(t: TestContext, files = fragileFiles()): Promise<{ folder: string; store: Store }> {
    const folder = temporaryFolder(t);
    const before = await open(t, folder);
    before.table<number>('t').put('a', 1, Buffer.from('first'));
    before.table<number>('t').put('b', 2, Buffer.from('second'));
    await before.close();
    return { folder, store: await open(t, folder, files) };
  }

  it('stay on the disk until somebody asks for them', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    for (let n = 0; n < 16; n += 1) first.table<number>('t').put(String(n), n, Buffer.alloc(MIB, n));
    await first.close();
    const before = process.memoryUsage().arrayBuffers;
    const second = await open(t, folder);
    assert.ok(process.memoryUsage().arrayBuffers - before < MIB);
    assert.ok(Buffer.alloc(MIB, 7).equals(second.table('t').bytes('7') ?? Buffer.alloc(0)));
  });

  it('are refused, naming file and offset, when the disk has spoilt them since', async (t) => {
    const { folder, store } = await reopened(t);
    const mend = spoil(folder, 'first');
    assert.throws(
      () => store.table('t').bytes('a'),
      (error) => {
        assert.ok(error instanceof StoreError);
        assert.match(
          error.message,
          /^cannot read 5 bytes at offset \d+ of .*journal: their checksum is wrong/,
        );
        return true;
      },
    );
    assert.equal(String(store.table('t').bytes('b')), 'second');
    mend();
    assert.equal(String(store.table('t').bytes('a')), 'first');
  });

  it('are refused when the file was cut off since', async (t) => {
    const { folder, store } = await reopened(t);
    truncateSync(join(folder, 'journal'), journalSize(folder) - 1);
    assert.throws(() => store.table('t').bytes('b'), /^StoreError: cannot read .*the file ends/);
  });

  it('keep a journal from being written anew with what the disk has spoilt', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    for (let n = 0; n < 6; n += 1) first.table<number>('t').put('large', n, Buffer.alloc(MIB, n));
    first.table<number>('t').put('a', 1, Buffer.from('first'));
    await first.close();
    const second = await open(t, folder);
    const mend = spoil(folder, 'first'); // before the start's work, which waits for the end of this turn
    second.table<number>('t').put('while', 1);
    await second.durable();
    await second.close();
    assert.ok(journalSize(folder) > 6 * MIB);
    mend();
    assert.equal(String((await open(t, folder)).table('t').bytes('a')), 'first');
  });

  it('are there again when a deletion is undone, also where the journal was written anew meanwhile', async (t) => {
    const folder = temporaryFolder(t);
    const first = await open(t, folder);
    for (let n = 0; n < 6; n += 1) first.table<number>('t').put('large', n, Buffer.alloc(MIB, n));
    first.table<number>('t').put('a', 1, Buffer.from('first'));
    await first.close();

    const files = fragileFiles();
    files.onSync = diskFull;
    const write = door();
    files.onWrite = write.pass;
    const second = await open(t, folder, files);
    await write.reached; // the journal is being written anew
    second.table('t').delete('a');
    write.open();
    await assert.rejects(second.durable(), /ENOSPC/);
    assert.ok(journalSize(folder) < 1.1 * MIB);
    assert.equal(String(second.table('t').bytes('a')), 'first');
  });
});
