import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openStore } from './store.js';
import { startChild } from './testing/child.js';
import { OWNER, temporaryFolder } from './testing/folders.js';
import { contents } from './testing/numbered.js';

const ROUNDS = 10;

const noSignals = process.platform === 'win32' && 'no SIGKILL on Windows';

describe('a store whose process is killed with SIGKILL', () => {
  it('has every change that was confirmed, and no half of any', { skip: noSignals }, async (t) => {
    const folder = temporaryFolder(t);
    const confirmed: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = startChild(t, 'commit-until-killed.ts', [folder]);
      const enough = Math.floor(Math.random() * 300);
      for (let count = 0; count <= enough; count += 1) confirmed.push(Number(await child.nextLine()));
      child.process.kill('SIGKILL');
      assert.equal(await child.ended, 'SIGKILL');
      for (const line of await child.rest()) confirmed.push(Number(line));

      const store = await openStore(folder, OWNER);
      const left = [...store.table<number>('left').entries()];
      const right = store.table<number>('right');
      assert.deepEqual(left, [...right.entries()]);
      for (const number of confirmed) assert.ok(right.has(String(number)), `${number} was confirmed`);
      for (const [key, number] of left) {
        assert.equal(key, String(number));
        assert.ok(contents(number).equals(right.bytes(key) ?? Buffer.from('none')));
      }
      const latest = store.table<number>('latest');
      assert.equal(latest.get('latest'), left.length - 1);
      assert.equal(latest.bytes('latest')?.at(-1), (left.length - 1) % 256);
      await store.close();
    }
  });
});

const noLimit = process.platform === 'win32' && 'needs a shell that limits the size of files (ulimit -f)';

describe('a store whose file cannot grow', () => {
  it('undoes what does not fit, and works on with what does', { skip: noLimit }, async (t) => {
    const folder = temporaryFolder(t);
    const limited = ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh']; // 1 MiB: the unit is 512 bytes
    const child = startChild(t, 'fill-the-disk.ts', [folder], limited);
    const result = JSON.parse(await child.nextLine());
    assert.equal(await child.ended, 0);
    assert.match(result.large, /^StoreError: cannot write to .*journal: EFBIG.* The changes were undone/);
    assert.match(result.blob, /^StoreError: cannot write the blob .*: EFBIG/);
    assert.deepEqual(result, { ...result, before: 'done', seen: ['before'], after: 'done' });

    const store = await openStore(folder, OWNER);
    t.after(() => store.close());
    assert.deepEqual(
      [...store.table<string>('rows').entries()],
      [
        ['before', 'kept'],
        ['after', 'kept'],
      ],
    );
    assert.deepEqual(readdirSync(join(folder, 'blobs')), []);
  });
});
