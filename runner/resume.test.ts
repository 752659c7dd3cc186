import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { progressFile } from './resume.js';
import { toLesson } from './steps.js';
import { type TestCell, testNotebook } from './testing/test-project.js';

describe('where a learner stopped', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'resume-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const fileFor = (...cells: TestCell[]) =>
    progressFile(join(folder, 'a.ipynb'), toLesson(testNotebook(cells)));
  const progress = { at: 2, done: new Set([2, 1]), skipDetours: true };

  it('is nothing before the first time, and comes back as it was kept', () => {
    const file = fileFor({ code: 'a' }, { code: 'b' });
    assert.equal(file.read(), undefined);
    file.write(progress);
    assert.deepEqual(file.read(), progress);
    assert.deepEqual(readdirSync(folder), ['.runner.json']);
    file.remove();
    assert.equal(file.read(), undefined);
    file.remove();
  });

  it('stays when a text changes, and says so when the code has changed', () => {
    fileFor({ text: 'old' }, { code: 'a' }).write(progress);
    assert.deepEqual(fileFor({ text: 'new' }, { code: 'a' }).read(), progress);
    assert.equal(fileFor({ code: 'b' }).read(), 'changed');
  });

  it('counts as not there when the file is cut off or no such file', () => {
    for (const text of [
      '',
      '{"at": 1',
      'null',
      '[]',
      '{"at": "x", "done": []}',
      '{"at": 1, "done": ["x"]}',
    ]) {
      writeFileSync(join(folder, '.runner.json'), text);
      assert.equal(fileFor({ code: 'a' }).read(), undefined, text);
    }
  });

  it('is not kept in a folder that cannot be written to, without a word', () => {
    const nowhere = progressFile(join(folder, 'none', 'a.ipynb'), toLesson(testNotebook([{ code: 'a' }])));
    nowhere.write(progress);
    assert.equal(nowhere.read(), undefined);
  });
});
