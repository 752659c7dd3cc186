import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FORMAT } from './format.js';
import { createJournal } from './journal.js';
import { openStore } from './store.js';
import { StoreError } from './store-error.js';
import { OWNER, temporaryFolder } from './testing/folders.js';

/** A data folder with one row in it. */
async function usedFolder(t: TestContext): Promise<string> {
  const folder = join(temporaryFolder(t), 'data');
  const store = await openStore(folder, OWNER);
  store.table<number>('t').put('k', 1);
  await store.close();
  return folder;
}

/** Opens a folder, expects it to be refused, and to be left as it was. */
async function refused(folder: string, owner = OWNER): Promise<string> {
  const before = readdirSync(folder);
  let message = '';
  await assert.rejects(openStore(folder, owner), (error) => {
    assert.ok(error instanceof StoreError);
    message = error.message;
    return true;
  });
  assert.deepEqual(readdirSync(folder), before);
  return message;
}

async function opens(folder: string): Promise<void> {
  const store = await openStore(folder, OWNER);
  store.table<number>('t').put('k', 1);
  await store.close();
  const again = await openStore(folder, OWNER);
  assert.equal(again.table<number>('t').get('k'), 1);
  await again.close();
}

describe('a data folder', () => {
  it('is made with the folders above it, and is kept out of git', async (t) => {
    const folder = join(temporaryFolder(t), 'a folder', 'data');
    await opens(folder);
    assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n');
  });

  const skip = process.platform === 'win32' && 'no modes on Windows';
  it('is for its owner alone, with all its files', { skip }, async (t) => {
    const folder = await usedFolder(t);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) {
      const status = statSync(join(folder, name));
      assert.equal(status.mode & 0o777, status.isDirectory() ? 0o700 : 0o600, name);
    }
  });

  it('may be an empty folder that is there', async (t) => {
    await opens(temporaryFolder(t));
  });

  it('is finished when the program that began it was killed before it held data', async (t) => {
    const begun: ((folder: string) => unknown)[] = [
      (folder) => mkdirSync(join(folder, 'lock')),
      (folder) => writeFileSync(join(folder, 'journal.tmp'), 'half'),
      (folder) => createJournal(join(folder, 'journal')),
      (folder) => writeFileSync(join(folder, 'format.json.tmp'), '{"form'),
    ];
    for (let steps = 1; steps <= begun.length; steps += 1) {
      const folder = temporaryFolder(t);
      for (const step of begun.slice(0, steps)) step(folder);
      await opens(folder);
    }
  });

  it('is refused, naming what it holds, when it was begun but has data', async (t) => {
    const folder = await usedFolder(t);
    rmSync(join(folder, 'format.json'));
    rmSync(join(folder, '.gitignore'));
    rmSync(join(folder, 'blobs'), { recursive: true });
    assert.match(await refused(folder), /is not a data folder of local-aws and is not empty/);
  });

  it('is refused when it is of another version, with the remedy', async (t) => {
    const folder = await usedFolder(t);
    for (const format of [FORMAT - 1, FORMAT + 1]) {
      writeFileSync(join(folder, 'format.json'), JSON.stringify({ format }));
      const message = await refused(folder);
      assert.ok(message.startsWith(`${folder} was written by another version of local-aws`));
      assert.match(message, new RegExp(`has format ${format}, this one reads format ${FORMAT}`));
      assert.match(message, /Use the version that wrote it, or delete the folder/);
    }
  });

  it('is refused when it is of another account or region, naming both and the way out', async (t) => {
    const folder = await usedFolder(t);
    assert.match(
      await refused(folder, { account: '111111111111', region: 'us-east-1' }),
      /is of account 000000000000, not of 111111111111\. .*\(--account 000000000000\), choose another folder/,
    );
    assert.match(
      await refused(folder, { ...OWNER, region: 'eu-west-1' }),
      /is of region us-east-1, not of eu-west-1\. .*\(--region us-east-1\), choose another folder/,
    );
    await opens(folder);
  });

  it('is refused when its format file is damaged', async (t) => {
    const folder = await usedFolder(t);
    writeFileSync(join(folder, 'format.json'), '{"format":');
    assert.match(await refused(folder), /format\.json is damaged/);
  });

  it('is refused when its journal is gone, instead of starting empty', async (t) => {
    const folder = await usedFolder(t);
    rmSync(join(folder, 'journal'));
    assert.match(await refused(folder), /has lost its file journal/);
  });

  it('is refused when it is somebody else’s, and is not touched', async (t) => {
    for (const name of ['thesis.tex', '.gitignore', 'journal']) {
      const folder = temporaryFolder(t);
      writeFileSync(join(folder, name), 'not ours');
      assert.match(
        await refused(folder),
        /is not a data folder .* Nothing in it was touched; choose another/,
      );
      assert.equal(readFileSync(join(folder, name), 'utf8'), 'not ours');
    }
  });

  it('is released when it is refused after it was locked', async (t) => {
    const folder = await usedFolder(t);
    const journal = readFileSync(join(folder, 'journal'));
    writeFileSync(join(folder, 'journal'), 'damaged');
    assert.match(await refused(folder), /journal is damaged at offset 0/);
    writeFileSync(join(folder, 'journal'), journal);
    await opens(folder);
  });
});

describe('a place where no data folder can be', () => {
  it('is refused when it is a file, or below one', async (t) => {
    const file = join(temporaryFolder(t), 'file');
    writeFileSync(file, 'x');
    for (const place of [file, join(file, 'data')]) {
      await assert.rejects(openStore(place, OWNER), (error) => {
        assert.ok(error instanceof StoreError);
        assert.match(
          error.message,
          /^cannot use .*file.* as data folder: .* choose another folder with --data/,
        );
        assert.equal((error.cause as NodeJS.ErrnoException).code, 'ENOTDIR');
        return true;
      });
    }
  });

  const noProc = process.platform !== 'linux' && 'needs /proc';
  it('is refused when nothing can be made there', { skip: noProc }, async () => {
    await assert.rejects(openStore('/proc/local-aws', OWNER), (error) => {
      assert.ok(error instanceof StoreError && error.cause instanceof Error);
      assert.match(error.message, /^cannot lock \/proc\/local-aws: .* choose another folder with --data$/);
      return true;
    });
  });

  const asRoot = process.getuid?.() === 0 && 'root may write everywhere';
  const skip = process.platform === 'win32' ? 'no modes on Windows' : asRoot;
  it('is refused without the right to write there', { skip }, async (t) => {
    const parent = temporaryFolder(t);
    chmodSync(parent, 0o500);
    const refused = openStore(join(parent, 'data'), OWNER);
    await assert.rejects(
      refused.finally(() => chmodSync(parent, 0o700)),
      /cannot lock .*data: EACCES: permission denied.* Give yourself the right to write there/,
    );
  });
});
