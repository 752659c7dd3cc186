import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createJournal, openJournal } from './journal.js';
import { openStore } from './store.js';
import { StoreError } from './store-error.js';
import { OWNER, temporaryFolder } from './testing/folders.js';

const GONE = /journal: it was deleted while it was in use\. .*Stop local-aws and start it again/;

const noDeletion = process.platform === 'win32' && 'files in use cannot be deleted on Windows';

describe('a folder that is deleted while it is in use', { skip: noDeletion }, () => {
  it('takes no changes any more, and says why, instead of losing them in silence', async (t) => {
    const folder = join(temporaryFolder(t), 'data');
    const store = await openStore(folder, OWNER);
    const table = store.table<number>('t');
    table.put('k', 1);
    await store.durable();
    rmSync(folder, { recursive: true });
    table.put('k', 2);
    await assert.rejects(store.durable(), GONE);
    assert.equal(table.get('k'), 1);
    await assert.rejects(
      store.blobs.write(Buffer.from('x')),
      /cannot write the blob .*If the data folder was deleted, stop local-aws and start it again/,
    );
    await store.close();
  });

  it('is made anew by the next start, which the one before does not disturb', async (t) => {
    const folder = join(temporaryFolder(t), 'data');
    const first = await openStore(folder, OWNER);
    first.table<number>('t').put('k', 1);
    await first.durable();
    rmSync(folder, { recursive: true });
    const second = await openStore(folder, OWNER);
    assert.equal(second.table<number>('t').size, 0);
    second.table<number>('t').put('k', 2);
    await second.durable();
    first.table<number>('t').put('k', 3);
    await assert.rejects(first.durable(), GONE);
    await first.close();
    await assert.rejects(openStore(folder, OWNER), /is in use by process/);
    await second.close();
    const third = await openStore(folder, OWNER);
    assert.equal(third.table<number>('t').get('k'), 2);
    await third.close();
  });

  it('keeps its new journal when the old one is written anew', async (t) => {
    const path = join(temporaryFolder(t), 'journal');
    createJournal(path);
    const old = await openJournal(path, () => {});
    t.after(() => old.close());
    rmSync(path);
    createJournal(path);
    const fresh = readFileSync(path);
    await assert.rejects(old.rewrite([]), GONE);
    assert.deepEqual(readFileSync(path), fresh);
  });
});

const asRoot = process.getuid?.() === 0 && 'root may write everywhere';

describe('a folder that may not be written any more', { skip: noDeletion || asRoot }, () => {
  it('refuses what needs a new file, says why, and takes it again when it may', async (t) => {
    const folder = temporaryFolder(t);
    const store = await openStore(folder, OWNER);
    t.after(() => store.close());
    const blobs = join(folder, 'blobs');
    chmodSync(blobs, 0o500);
    const refused = await store.blobs.write(Buffer.from('x')).catch((error: unknown) => error);
    chmodSync(blobs, 0o700);
    assert.ok(refused instanceof StoreError);
    assert.match(refused.message, /EACCES: permission denied.* Give yourself the right to write there/);
    const id = await store.blobs.write(Buffer.from('x'));
    assert.equal(String(await store.blobs.bytes(id)), 'x');
  });
});
