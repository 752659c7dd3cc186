import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { removeFolder } from './remove-folder.js';
import { openStore } from './store.js';
import { OWNER, temporaryFolder } from './testing/folders.js';

describe('the factory reset', () => {
  it('deletes a data folder with everything in it; what is opened there next is new', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const store = await openStore(dir, OWNER);
    store.table<string>('names').put('a', 'anna');
    await store.close();
    mkdirSync(join(dir, 'sheets'));
    writeFileSync(join(dir, 'sheets', 'anna.cfg'), 'keys');

    assert.equal(await removeFolder(dir), true);
    assert.equal(existsSync(dir), false);
    assert.equal(await removeFolder(dir), false, 'there is none now');

    const again = await openStore(dir, { ...OWNER, region: 'eu-west-1' });
    assert.equal(again.table('names').get('a'), undefined);
    await again.close();
  });

  it('leaves a folder alone that a process uses, and names the process', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const store = await openStore(dir, OWNER);
    const before = readdirSync(dir);
    await assert.rejects(removeFolder(dir), new RegExp(`is in use by process ${process.pid} `));
    assert.deepEqual(readdirSync(dir), before);
    store.table<string>('names').put('a', 'anna');
    await store.close();
  });

  it('leaves a folder alone that is not a data folder', async (t) => {
    const dir = temporaryFolder(t);
    writeFileSync(join(dir, 'thesis.txt'), 'three years of work');
    await assert.rejects(removeFolder(dir), /is not a data folder of local-aws\. Nothing in it was touched/);
    assert.deepEqual(readdirSync(dir), ['thesis.txt']);
  });

  it('deletes a folder that has become unreadable: that is what it is for', async (t) => {
    const dir = temporaryFolder(t);
    writeFileSync(join(dir, 'format.json'), '{"form');
    assert.equal(await removeFolder(dir), true);
    assert.equal(existsSync(dir), false);
  });
});
