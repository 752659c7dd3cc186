import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Cell,
  checkWritable,
  clearOutputs,
  formatNotebook,
  readNotebook,
  recordResult,
  writeNotebook,
} from './notebook.js';
import { testNotebook } from './testing/test-project.js';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'notebook-'));
});
after(() => rmSync(folder, { recursive: true }));

describe('reading a notebook', () => {
  const read = (content: unknown) => {
    const file = join(folder, 'in.ipynb');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readNotebook(file);
  };
  const notebook = testNotebook([{ text: '# A' }, { code: '1' }]);

  it('accepts what Jupyter writes', () => {
    assert.deepEqual(read(notebook), notebook);
  });

  it('says that a file is missing, empty, no JSON or no notebook', () => {
    assert.throws(() => readNotebook(join(folder, 'none.ipynb')), /There is no notebook .*none\.ipynb/);
    assert.throws(() => readNotebook(folder), /cannot be read/);
    assert.throws(() => read(' \n'), /is empty/);
    assert.throws(() => read('{"cells": ['), /is not JSON/);
    assert.throws(() => read('[]'), /no Jupyter notebook of format 4/);
    assert.throws(() => read('7'), /its JSON is no object/);
    assert.throws(() => read({ ...notebook, nbformat: 3 }), /format 4 \(its "nbformat" is 3\)/);
  });

  it('says which cell is none', () => {
    const cells = [...notebook.cells, { cell_type: 'heading', source: 'x' }];
    assert.throws(() => read({ ...notebook, cells }), /Cell 3 of .* is no cell/);
    assert.throws(() => read({ ...notebook, cells: [null] }), /Cell 1 of .* is no cell/);
    assert.throws(() => read({ ...notebook, cells: [{ cell_type: 'code' }] }), /Cell 1 of .* is no cell/);
  });

  it('refuses a notebook for another kernel, or for none', () => {
    const metadata = { kernelspec: { name: 'python3' } };
    assert.throws(() => read({ ...notebook, metadata }), /is for the kernel "python3"/);
    assert.throws(() => read({ ...notebook, metadata: {} }), /names no kernel/);
  });
});

describe('writing a notebook', () => {
  it('keeps what it does not know, and lays it out as Jupyter does', () => {
    const cell = {
      source: 'const a = 1;\na',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: '1\n2' },
        {
          output_type: 'display_data',
          metadata: {},
          data: { 'text/html': 'a\nb', 'application/json': { b: 1 } },
        },
      ],
      metadata: { mine: { z: 1, a: 2 } },
      cell_type: 'code',
      execution_count: 3,
      id: 'x',
    };
    const text = formatNotebook({ ...testNotebook([]), cells: [cell as unknown as Cell] });
    assert.equal(text, readFileSync(new URL('testing/written.ipynb', import.meta.url), 'utf8'));
  });

  it('replaces old outputs by those of the run', () => {
    const notebook = testNotebook([{ code: '1' }, { text: 'a' }]);
    const cell = notebook.cells[0] as Cell;
    cell.outputs = [{ output_type: 'stream', name: 'stdout', text: 'old' }];
    clearOutputs(notebook);
    assert.deepEqual(cell.outputs, []);
    const outputs = [{ output_type: 'stream' as const, name: 'stdout' as const, text: 'new' }];
    recordResult(cell, { status: 'ok', executionCount: 1, outputs });
    assert.deepEqual([cell.outputs, cell.execution_count], [outputs, 1]);
    assert.equal('outputs' in (notebook.cells[1] as Cell), false);
  });

  it('writes the whole file and leaves nothing else', () => {
    const target = join(folder, 'out');
    mkdirSync(target);
    writeNotebook(join(target, 'a.ipynb'), testNotebook([{ code: '1' }]));
    assert.deepEqual(readdirSync(target), ['a.ipynb']);
    assert.match(readFileSync(join(target, 'a.ipynb'), 'utf8'), /\n}\n$/);
  });

  it('says beforehand that a file cannot be written', () => {
    assert.throws(
      () => checkWritable(join(folder, 'none', 'a.ipynb')),
      /--output: there is no folder .*none/,
    );
    assert.throws(() => checkWritable(folder), /--output: .* is a folder/);
    checkWritable(join(folder, 'a.ipynb'));
  });

  const skip = process.getuid?.() === 0 ? 'the superuser may write everywhere' : false;
  it('says beforehand that a folder is read-only', { skip }, () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked, { mode: 0o500 });
    assert.throws(() => checkWritable(join(locked, 'a.ipynb')), /cannot be written to/);
  });
});
