import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../helpers/testing/project.js';
import { findSecrets, readRules } from './find-secrets.js';

/** Made here, so that this file holds none. */
const made = (length: number, alphabet: string) =>
  Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
const letters = made(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const SECRET = made(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');

describe('findSecrets', () => {
  const kinds = async (file: string, text: string) =>
    (await findSecrets(file, text)).map((line) => line.replace(/.*: /, '')).sort();

  it('finds key ids, long-lived and temporary, and secret keys, wherever they may slip to', async () => {
    const both = ['AWSAccessKeyID', 'AWSSecretAccessKey'];
    for (const id of [`AKIA${letters}`, `ASIA${letters}`]) {
      assert.deepEqual(await kinds('dl.cfg', `access_key_id = ${id}\nsecret_access_key = ${SECRET}\n`), both);
      assert.deepEqual(
        await kinds('a.ts', `const keys = { accessKeyId: '${id}', secretAccessKey: '${SECRET}' };`),
        both,
      );
      const outputs = [{ text: [`accessKeyId: '${id}',\n`, `secretAccessKey: '${SECRET}'\n`] }];
      assert.deepEqual(await kinds('n.ipynb', JSON.stringify({ cells: [{ outputs }] }, null, 1)), both);
    }
  });

  it('says where, and never what', async () => {
    const [line] = await findSecrets('a.ts', `\n\nconst id = 'AKIA${letters}';`);
    assert.equal(line, 'a.ts:3: AWSAccessKeyID');
  });

  it('allows made-up keys one by one: no pattern, and none that is not in use', () => {
    const allowed = readRules().rules.flatMap(({ rules }) => rules.flatMap(({ options }) => options.allows));
    assert.ok(allowed.length > 0);
    for (const value of allowed) {
      assert.doesNotMatch(value, /^\/.*\/[a-z]*$/, 'a regular expression would allow more than one key');
      const found = spawnSync(
        'git',
        ['grep', '-qF', '--untracked', value, '--', '.', ':!.secretlintrc.json'],
        { cwd: ROOT },
      );
      assert.equal(found.status, 0, `${value} is allowed, and used nowhere`);
    }
  });
});

describe('npm run secrets', () => {
  it('finds nothing in this project', () => {
    const command = ['--import', 'tsx', join(ROOT, 'runner', 'secrets.ts')];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
});

describe('git', () => {
  it('takes no settings with keys, and no data of the local AWS', () => {
    const files = ['dl.cfg', '.local-aws/credentials', '.local-aws/server.json', 'folder/dl.cfg', '.env'];
    const ignored = execFileSync('git', ['check-ignore', ...files], { cwd: ROOT, encoding: 'utf8' });
    assert.deepEqual(ignored.trim().split('\n'), files);
  });
});
