/** The tutorial as a learner runs it: the notebook on the real kernel, and the script, each in a fresh clone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Cell, hasTag, readNotebook, sourceOf } from './notebook.js';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';

const COMMITTED = join(dirname(dirname(fileURLToPath(import.meta.url))), 'pipeline.ipynb');

/** What both end with: as many measurements as the weather file has, and one that is sent alone. */
const FIGURES = [
  'Seattle 1462 measurements, 16.4 °C on average',
  'New York 1461 measurements, 17.1 °C on average',
  '✔ sent = accepted = landed: 2922',
  '✔ Nothing is left',
];

interface Ended {
  code: number | null;
  out: string;
}

/** Runs a script of the copy as npm does, with no terminal attached. */
function run({ folder }: CleanCopy, script: string, ...args: string[]): Promise<Ended> {
  const command = [join(folder, 'runner', 'setup.mjs'), script, ...args];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

/** The lines among FIGURES that a text holds, blanks aside. */
function figuresIn(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  return FIGURES.filter((figure) => lines.includes(figure));
}

function codeCells(file: string): Cell[] {
  return readNotebook(file).cells.filter((cell) => cell.cell_type === 'code');
}

/** What the cells printed. In a file, a text is a list of lines. */
function outputOf(cells: Cell[]): string {
  const streams = cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output) => output.output_type === 'stream');
  return streams.map(({ text }) => [text].flat().join('')).join('\n');
}

describe('the notebook, run from top to end in a fresh clone', { timeout: 180_000 }, () => {
  let copy: CleanCopy;
  let ended: Ended;
  let cells: Cell[];

  before(async () => {
    copy = createCleanCopy();
    ended = await run(copy, 'runner/main.ts', '--yes', '--output', join(copy.folder, 'executed.ipynb'));
    cells = existsSync(join(copy.folder, 'executed.ipynb'))
      ? codeCells(join(copy.folder, 'executed.ipynb'))
      : [];
  });
  after(() => copy.remove());

  it('ends with exit code 0 and says how many checkpoints held', () => {
    assert.equal(ended.code, 0, ended.out);
    const checkpoints = cells.filter((cell) => hasTag(cell, 'checkpoint')).length;
    assert.match(
      ended.out,
      new RegExp(`${cells.length} cells run, ${checkpoints} checkpoints held, 0 failed`),
    );
  });

  it('lands every measurement, once, and leaves nothing behind', () => {
    assert.deepEqual(figuresIn(outputOf(cells)), FIGURES);
  });

  it('runs each cell once, in order', () => {
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      cells.map((_, index) => index + 1),
    );
  });

  it('writes no error into any cell', () => {
    const kinds = cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.output_type);
    assert.ok(!kinds.includes('error'));
  });
});

describe('the script, in a fresh clone', { timeout: 120_000 }, () => {
  it('ends with the same figures as the notebook', async () => {
    const copy = createCleanCopy();
    try {
      const ended = await run(copy, 'main.ts');
      assert.equal(ended.code, 0, ended.out);
      assert.deepEqual(figuresIn(ended.out), FIGURES);
    } finally {
      copy.remove();
    }
  });
});

describe('the notebook, as it is kept', () => {
  const all = readNotebook(COMMITTED).cells;
  const cells = all.filter((cell) => cell.cell_type === 'code');

  it('has a text before every code cell', () => {
    const bare = all.filter(
      (cell, index) => cell.cell_type === 'code' && all[index - 1]?.cell_type !== 'markdown',
    );
    assert.deepEqual(bare.map(sourceOf), []);
  });

  it('has its eight steps in order, each ending in a checkpoint', () => {
    const steps = sourceOfAll(all).match(/^## Step \d+/gm);
    assert.deepEqual(
      steps,
      [1, 2, 3, 4, 5, 6, 7, 8].map((step) => `## Step ${step}`),
    );
    assert.equal(cells.filter((cell) => hasTag(cell, 'checkpoint')).length, 8);
  });

  it('imports each package in the cell that first needs it, and once', () => {
    const imports = cells.flatMap((cell) => sourceOf(cell).match(/(?<=^import \{ )[^}]+(?= \})/gm) ?? []);
    const names = imports.flatMap((list) => list.split(', '));
    assert.equal(new Set(names).size, names.length, 'a name is imported twice');
    for (const cell of cells) {
      for (const list of sourceOf(cell).match(/(?<=^import \{ )[^}]+(?= \})/gm) ?? []) {
        const body = sourceOf(cell).replace(/^import .*$/gm, '');
        assert.ok(
          list.split(', ').some((name) => body.includes(name)),
          `${list} is imported before it is needed`,
        );
      }
    }
  });

  it('keeps the outputs of one clean run', () => {
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      cells.map((_, index) => index + 1),
    );
    assert.deepEqual(figuresIn(outputOf(cells)), FIGURES);
  });

  it('shows no path of the machine that it was run on, and no secret', () => {
    const text = JSON.stringify(cells.map((cell) => cell.outputs));
    assert.doesNotMatch(text, /\/(home|root|Users|tmp|work)\//);
    assert.doesNotMatch(text, /\b(AKIA|ASIA)[A-Z2-7]{16}\b/);
  });
});

function sourceOfAll(cells: Cell[]): string {
  return cells.map(sourceOf).join('\n');
}
