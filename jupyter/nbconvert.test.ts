/** The notebook on Jupyter's own executor (nbclient), as `jupyter nbconvert --execute` runs it without a browser. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Cell, hasTag, readNotebook } from '../runner/notebook.js';
import { type CleanCopy, createCleanCopy } from '../runner/testing/clean-copy.js';
import { createTestProject, type TestCell } from '../runner/testing/test-project.js';
import { ENVIRONMENT, hasNbconvert, ROOT, skipWithout } from './testing/needs.js';

const skip = skipWithout("the notebook on Jupyter's own executor (jupyter/nbconvert.test.ts)", {
  'jupyter nbconvert': hasNbconvert(),
});

interface Executed {
  code: number | null;
  printed: string;
  /** The code cells of what it wrote; none when it wrote nothing. */
  cells: Cell[];
}

/** Executes a notebook in its folder, on the kernel of a project. */
async function execute(notebook: string, project: string): Promise<Executed> {
  const folder = dirname(notebook);
  const args = ['nbconvert', '--to', 'notebook', '--execute', '--output', 'executed.ipynb', notebook];
  const env = {
    ...ENVIRONMENT,
    PATH: [dirname(process.execPath), ENVIRONMENT.PATH].join(delimiter),
    JUPYTER_PATH: join(project, 'jupyter'),
  };
  const child = spawn('jupyter', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  const written = join(folder, 'executed.ipynb');
  const cells = existsSync(written) ? readNotebook(written).cells : [];
  return { code, printed, cells: cells.filter((cell) => cell.cell_type === 'code') };
}

describe('the notebook, executed by nbconvert in a fresh clone', { skip, timeout: 180_000 }, () => {
  let copy: CleanCopy;
  let executed: Executed;

  before(async () => {
    copy = createCleanCopy();
    executed = await execute(join(copy.folder, 'pipeline.ipynb'), copy.folder);
  });
  after(() => copy?.remove());

  it('runs to its end', () => {
    assert.equal(executed.code, 0, executed.printed);
    assert.ok(executed.cells.length > 0);
    assert.deepEqual(
      executed.cells.map((cell) => cell.execution_count),
      executed.cells.map((_, index) => index + 1),
    );
  });

  it('holds every checkpoint', () => {
    const checkpoints = executed.cells.filter((cell) => hasTag(cell, 'checkpoint'));
    assert.ok(checkpoints.length > 0);
    for (const cell of checkpoints) assert.match(textOf(cell), /✔/);
  });
});

describe('nbconvert on the kernel of this folder', { skip, timeout: 120_000 }, () => {
  async function executeCells(cells: TestCell[]): Promise<Executed & { wentOn: boolean }> {
    const project = createTestProject();
    try {
      const executed = await execute(project.writeNotebook('cells.ipynb', cells), ROOT);
      return { ...executed, wentOn: existsSync(join(project.folder, 'went-on')) };
    } finally {
      project.remove();
    }
  }

  it('keeps every line, and goes on after a failure that is tagged as meant', async () => {
    const { code, printed, cells } = await executeCells([
      { code: "const Bucket = 'b';\nfor (let i = 0; i < 1500; i++) console.log(i);" },
      { code: "throw new RangeError('on purpose');", tags: ['raises-exception'] },
      { code: 'const next = { Bucket };\nnext.Bucket' },
    ]);
    assert.equal(code, 0, printed);
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      [1, 2, 3],
    );
    assert.equal(textOf(cells[0]).split('\n').length, 1501);
    assert.deepEqual(
      cells[1]?.outputs?.map((output) => output.output_type === 'error' && output.ename),
      ['RangeError'],
    );
    assert.equal(textOf(cells[2]), 'b\n');
  });

  it('fails when a cell of the tutorial fails, names the failure, and runs nothing after it', async () => {
    const copy = createCleanCopy();
    try {
      const notebook = join(copy.folder, 'pipeline.ipynb');
      breakSecondCell(notebook);
      const { code, printed } = await execute(notebook, copy.folder);
      assert.notEqual(code, 0);
      assert.match(printed, /RangeError: broken on purpose/);
      assert.ok(!existsSync(join(copy.folder, 'went-on')));
    } finally {
      copy.remove();
    }
  });

  it('fails on a type error, which is found before the cell runs', async () => {
    const { code, printed, wentOn } = await executeCells([
      { code: "import { writeFileSync } from 'node:fs';\nwriteFileSync('went-on', 5);" },
    ]);
    assert.notEqual(code, 0);
    assert.match(printed, /^TypeCheckError: .*\n2:26 - Argument of type 'number'/m);
    assert.ok(!wentOn);
  });
});

function breakSecondCell(file: string): void {
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  const code = notebook.cells.filter((cell: Cell) => cell.cell_type === 'code');
  code[1].source = "throw new RangeError('broken on purpose');";
  code[2].source = "import { writeFileSync } from 'node:fs';\nwriteFileSync('went-on', '');";
  writeFileSync(file, JSON.stringify(notebook));
}

function textOf(cell: Cell | undefined): string {
  return (cell?.outputs ?? [])
    .map((output) => (output.output_type === 'stream' ? [output.text].flat().join('') : ''))
    .join('');
}
