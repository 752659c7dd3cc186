import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from './config.js';

const KEYS = `[AWS]\naccess_key_id = AKIAIOSFODNN7ABCDEFG\nsecret_access_key = ${'s'.repeat(40)}`;

describe('a dl.cfg with keys', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings '));
    file = join(folder, 'dl.cfg');
  });
  after(() => rmSync(folder, { recursive: true }));

  const warningsAt = (mode: number, text = KEYS) => {
    writeFileSync(file, text);
    chmodSync(file, mode);
    return readConfig(file).warnings.filter((warning) => warning.includes('other users'));
  };

  it('is warned of while others can read it, with the command that closes it', () => {
    for (const mode of [0o644, 0o640, 0o604]) {
      const [warning = ''] = warningsAt(mode);
      assert.ok(warning.includes(`chmod 600 ${file}`), warning);
      assert.ok(!warning.includes('AKIA'), warning);
    }
  });

  it('is not warned of when nobody else can read it, nor when there are no keys in it', () => {
    assert.deepEqual(warningsAt(0o600), []);
    assert.deepEqual(warningsAt(0o644, '[AWS]\ntarget = aws'), []);
  });
});
