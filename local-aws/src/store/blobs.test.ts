import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { Blobs } from './blobs.js';
import { diskBlobs } from './disk-blobs.js';
import { memoryBlobs } from './memory-blobs.js';
import { openStore } from './store.js';
import { StoreError } from './store-error.js';
import { OWNER, temporaryFolder } from './testing/folders.js';

async function* pieces(...all: string[]): AsyncGenerator<Buffer> {
  for (const piece of all) yield Buffer.from(piece);
}

for (const kind of ['disk', 'memory'] as const) {
  const open = (folder: string): Blobs => (kind === 'disk' ? diskBlobs(folder) : memoryBlobs());

  describe(`blobs (${kind})`, () => {
    it('give back what was written, at once or as a stream', async (t) => {
      const blobs = open(temporaryFolder(t));
      const large = Buffer.alloc(1_000_000, 'large ');
      const [id, empty] = await Promise.all([blobs.write(large), blobs.write(Buffer.alloc(0))]);
      assert.match(id, /^[0-9a-f]{32}$/);
      assert.ok(large.equals(await blobs.bytes(id)));
      assert.ok(large.equals(await buffer(blobs.open(id))));
      assert.equal((await blobs.bytes(empty)).length, 0);
      assert.equal(await text(blobs.open(empty)), '');
    });

    it('are written from a stream too', async (t) => {
      const blobs = open(temporaryFolder(t));
      const id = await blobs.write(pieces('one ', 'two ', '', 'three'));
      assert.equal(String(await blobs.bytes(id)), 'one two three');
    });

    it('give ranges with both ends', async (t) => {
      const blobs = open(temporaryFolder(t));
      const id = await blobs.write(Buffer.from('0123456789'));
      assert.equal(await text(blobs.open(id, 2, 4)), '234');
      assert.equal(await text(blobs.open(id, 7)), '789');
      assert.equal(await text(blobs.open(id, 0, 0)), '0');
      assert.equal(await text(blobs.open(id, 8, 100)), '89');
    });

    it('can be read to the end by who has opened them, though they are removed', async (t) => {
      const blobs = open(temporaryFolder(t));
      const id = await blobs.write(Buffer.from('still there'));
      const stream = blobs.open(id);
      const bytes = blobs.bytes(id);
      await blobs.remove(id);
      assert.equal(await text(stream), 'still there');
      assert.equal(String(await bytes), 'still there');
      assert.throws(() => blobs.open(id), StoreError);
      await assert.rejects(blobs.bytes(id), StoreError);
      await blobs.remove(id);
    });

    it('are swept when no row names them, but not those that are written meanwhile', async (t) => {
      const blobs = open(temporaryFolder(t));
      const [live, dead, alsoDead] = await Promise.all(
        ['a', 'b', 'c'].map((s) => blobs.write(Buffer.from(s))),
      );
      const sweeping = blobs.sweep([live as string]);
      const young = await blobs.write(Buffer.from('d'));
      assert.equal(await sweeping, 2);
      assert.equal(String(await blobs.bytes(live as string)), 'a');
      assert.equal(String(await blobs.bytes(young)), 'd');
      for (const id of [dead, alsoDead]) assert.throws(() => blobs.open(id as string), StoreError);
    });

    it('leave nothing of a stream that breaks off, and pass its error on', async (t) => {
      const folder = temporaryFolder(t);
      const blobs = open(folder);
      const broken = async function* () {
        yield Buffer.from('half');
        throw new RangeError('the client went away');
      };
      await assert.rejects(blobs.write(broken()), RangeError);
      assert.deepEqual(readdirSync(folder), []);
    });
  });
}

describe('blobs (disk)', () => {
  it('are there after the store was closed', async (t) => {
    const folder = temporaryFolder(t);
    const first = await openStore(folder, OWNER);
    const id = await first.blobs.write(Buffer.from('kept'));
    await first.close();
    const second = await openStore(folder, OWNER);
    t.after(() => second.close());
    assert.equal(String(await second.blobs.bytes(id)), 'kept');
  });

  it('never lead to another path', async (t) => {
    const folder = join(temporaryFolder(t), 'blobs');
    mkdirSync(folder);
    writeFileSync(join(folder, '..', 'secret'), 'x');
    const blobs = diskBlobs(folder);
    for (const id of ['../secret', '', '.', `../${'a'.repeat(32)}`, 'A'.repeat(32)]) {
      assert.throws(() => blobs.open(id), /is not the id of a blob/);
      await assert.rejects(blobs.bytes(id), /is not the id of a blob/);
      await assert.rejects(blobs.remove(id), /is not the id of a blob/);
    }
  });

  it('are swept without touching files that are none', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'notes.txt'), 'x');
    assert.equal(await diskBlobs(folder).sweep([]), 0);
    assert.deepEqual(readdirSync(folder), ['notes.txt']);
  });

  it('say what could not be written, and why', async (t) => {
    const folder = temporaryFolder(t);
    rmSync(folder, { recursive: true });
    await assert.rejects(diskBlobs(folder).write(Buffer.from('x')), (error) => {
      assert.ok(error instanceof StoreError && error.cause instanceof Error);
      assert.match(
        error.message,
        /^cannot write the blob .*: ENOENT: .* If the data folder was deleted, stop local-aws/,
      );
      return true;
    });
  });
});
