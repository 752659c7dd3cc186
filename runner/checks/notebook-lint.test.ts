import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatNotebook, type Notebook, readNotebook } from '../notebook.js';
import { goodNotebook } from '../testing/good-notebook.js';
import { shows, WORLD } from '../testing/lint-tables.js';
import { lintNotebook, worldOf } from './notebook-lint.js';

const TUTORIAL = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'pipeline.ipynb');

describe('the lint of a notebook', () => {
  it('has nothing to say about a good one', () => {
    assert.deepEqual(lintNotebook(goodNotebook(), WORLD), []);
  });

  it('reads a file, where texts are lists of lines, as what it holds', () => {
    const notebook = goodNotebook();
    shows('/home/anna\n✔\n')(notebook);
    const stored = JSON.parse(formatNotebook(notebook)) as Notebook;
    assert.deepEqual(lintNotebook(stored, WORLD), lintNotebook(notebook, WORLD));
    assert.equal(lintNotebook(stored, WORLD).length, 1);
  });
});

describe("the tutorial's notebook", () => {
  it('keeps every rule of the lint', () => {
    assert.equal(lintNotebook(readNotebook(TUTORIAL), worldOf(TUTORIAL)).join('\n'), '');
  });

  it('is laid out as `npm run notebook` writes it', () => {
    assert.ok(
      readFileSync(TUTORIAL, 'utf8') === formatNotebook(readNotebook(TUTORIAL)),
      'Run `npm run notebook`: the file is laid out in another way, so the next run would change every line.',
    );
  });
});
