import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeProject, ROOT, run } from '../helpers/testing/project.js';
import { makeFolder } from './testing/command.js';

describe('npm run doctor', { timeout: 60_000 }, () => {
  it('starts kernel and local AWS, lets the learner begin, and leaves nothing running', async () => {
    const project = makeProject();
    try {
      const script = run(project.folder, [join(ROOT, 'runner', 'doctor.ts')]);
      assert.equal(await script.ended, 0, script.printed());
      for (const line of [
        /^✔ Node 2\d\.[^\n]*\n✔ the project folder$/m,
        /^✔ the kernel \(tslab\) runs a cell$/m,
        /^✔ no dl\.cfg: the defaults hold$/m,
        /^✔ credentials: made up by local-aws/m,
        /^✔ rights: all \d\d actions of the lesson are allowed to you$/m,
        /\nYou can begin\.\n$/,
      ]) {
        assert.match(script.printed(), line);
      }
      assert.doesNotMatch(script.printed(), /✘/);
    } finally {
      await project.remove();
    }
  });

  it('ends with exit code 1 when something is in the way, and gives it as JSON', async () => {
    const folder = makeFolder();
    try {
      folder.settings('[AWS]\ntarget = moon');
      const [text, json] = await Promise.all([folder.run('doctor.ts'), folder.run('doctor.ts', ['--json'])]);
      assert.equal(text.code, 1, text.out);
      assert.match(
        text.out,
        /✘ dl\.cfg: \[AWS\] target = moon: .*\n {2}→ Change it in dl\.cfg\.\n\nIn the way: \d of the above/,
      );
      assert.equal(json.code, 1);
      const found = JSON.parse(json.out) as { what: string; isFine: boolean }[];
      const settings = found.filter(({ what }) => what.startsWith('dl.cfg'));
      assert.deepEqual(
        settings.map(({ isFine }) => isFine),
        [false],
      );
    } finally {
      folder.remove();
    }
  });
});
