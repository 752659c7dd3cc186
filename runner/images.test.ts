import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('the pictures of the README', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'images-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('are what `npm run images` draws now', () => {
    const args = ['--import', 'tsx', 'runner/images.ts', folder];
    const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
    assert.equal(run.status, 0, run.stderr);
    const fresh = filesIn(folder);
    assert.deepEqual(Object.keys(fresh), ['architecture-dark.svg', 'architecture-light.svg']);
    const kept = filesIn(join(root, 'images'));
    for (const [name, svg] of Object.entries(fresh)) {
      assert.equal(kept[name], svg, `images/${name} is not up to date: npm run images`);
    }
  });
});
