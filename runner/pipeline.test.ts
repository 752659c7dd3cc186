/** The tutorial as a learner runs it: the notebook on the real kernel, and the script, each in a fresh clone. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bareNotebook } from './bare-notebook.js';
import { lastingOutput } from './checks/normalise-outputs.js';
import { type Cell, hasTag, readNotebook, sourceOf, writeNotebook } from './notebook.js';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';
import { fromReadme, type } from './testing/typed.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const COMMITTED = join(ROOT, 'pipeline.ipynb');
const README = join(ROOT, 'README.md');

/** What both end with: as many measurements as the weather file has. */
const FIGURES = [
  'New York 1461 measurements, 17.1 °C on average',
  '✔ sent = accepted = landed: 2922',
  '✔ Nothing is left',
];
/** The notebook looks at the stream of Step 7 alone, the script also at the one measurement of Step 6. */
const IN_NOTEBOOK = ['Seattle 1461 measurements, 16.4 °C on average', ...FIGURES];
const IN_SCRIPT = ['Seattle 1462 measurements, 16.4 °C on average', ...FIGURES];

interface Ended {
  code: number | string;
  out: string;
}

/** Types a command in the copy, with no terminal attached. */
async function run({ folder }: CleanCopy, command: string): Promise<Ended> {
  const script = type(command, folder);
  const code = await script.ended;
  return { code, out: script.printed() };
}

/** Which of these lines a text holds, blanks aside. */
function figuresIn(text: string, figures: string[]): string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  return figures.filter((figure) => lines.includes(figure));
}

function codeCells(file: string): Cell[] {
  return readNotebook(file).cells.filter((cell) => cell.cell_type === 'code');
}

const isMeantToFail = (cell: Cell) => hasTag(cell, 'raises-exception');
const hasFailed = (cell: Cell) => (cell.outputs ?? []).some(({ output_type }) => output_type === 'error');

/** What the cells printed. In a file, a text is a list of lines. */
function outputOf(cells: Cell[]): string {
  const streams = cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output) => output.output_type === 'stream');
  return streams.map(({ text }) => [text].flat().join('')).join('\n');
}

describe('the notebook, run from top to end in a fresh clone', { timeout: 300_000 }, () => {
  let copy: CleanCopy;
  let ended: Ended;
  let cells: Cell[];

  before(async () => {
    copy = createCleanCopy();
    ended = await run(copy, `${fromReadme('npm start -- --yes')} --output executed.ipynb`);
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

  it('ends as the README shows', () => {
    const [, shown = ''] = /ends with:\n\n```\n([^`]*)```/.exec(readFileSync(README, 'utf8')) ?? [];
    const lines = shown.split('\n').filter((line) => line !== '' && line !== '…');
    assert.equal(lines.length, 3);
    let rest = ended.out;
    for (const line of lines.map((line) => line.replace(/, in \d+ s$/, ', in '))) {
      assert.ok(rest.includes(line), `README.md shows what it does not print, or not there: ${line}`);
      rest = rest.slice(rest.indexOf(line) + line.length);
    }
  });

  it('lands every measurement, once, and leaves nothing behind', () => {
    assert.deepEqual(figuresIn(outputOf(cells), IN_NOTEBOOK), IN_NOTEBOOK);
  });

  it('runs each cell once, in order', () => {
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      cells.map((_, index) => index + 1),
    );
  });

  it('writes an error into no cell but those that are meant to fail', () => {
    assert.deepEqual(cells.filter(hasFailed).map(sourceOf), cells.filter(isMeantToFail).map(sourceOf));
  });

  it('shows what the notebook keeps, but for times, ids and the like', () => {
    const kept = codeCells(COMMITTED);
    for (const [index, cell] of cells.entries()) {
      assert.equal(lastingOutput(cell), lastingOutput(kept[index] as Cell), `code cell ${index + 1}`);
    }
  });
});

describe('the bare variant, without the detours, in a fresh clone', { timeout: 300_000 }, () => {
  it('runs alone, and ends with the same figures', async () => {
    const copy = createCleanCopy();
    try {
      const notebook = bareNotebook(readNotebook(COMMITTED));
      notebook.cells = notebook.cells.filter((cell) => !hasTag(cell, 'detour'));
      writeNotebook(join(copy.folder, 'main-path.ipynb'), notebook);
      const ended = await run(copy, 'npm start -- --yes --notebook main-path.ipynb --output executed.ipynb');
      assert.equal(ended.code, 0, ended.out);
      const cells = codeCells(join(copy.folder, 'executed.ipynb'));
      assert.deepEqual(figuresIn(outputOf(cells), IN_NOTEBOOK), IN_NOTEBOOK);
    } finally {
      copy.remove();
    }
  });
});

describe('the script, in a fresh clone', { timeout: 300_000 }, () => {
  it('ends with the same figures as the notebook', async () => {
    const copy = createCleanCopy();
    try {
      const ended = await run(copy, fromReadme('npm run pipeline'));
      assert.equal(ended.code, 0, ended.out);
      assert.deepEqual(figuresIn(ended.out, IN_SCRIPT), IN_SCRIPT);
    } finally {
      copy.remove();
    }
  });
});

describe('the notebook, as it is kept', () => {
  const all = readNotebook(COMMITTED).cells;
  const cells = all.filter((cell) => cell.cell_type === 'code');
  const checkpoints = cells.filter((cell) => hasTag(cell, 'checkpoint'));

  it('has a text before every code cell', () => {
    const bare = all.filter(
      (cell, index) => cell.cell_type === 'code' && all[index - 1]?.cell_type !== 'markdown',
    );
    assert.deepEqual(bare.map(sourceOf), []);
  });

  it('has its eight steps in order, each with its time and cost, each ending in a checkpoint with a hint', () => {
    const steps = stepsOf(all).slice(1);
    assert.deepEqual(
      steps.map(({ text }) => /^## Step (\d): /.exec(text)?.[1]),
      ['1', '2', '3', '4', '5', '6', '7', '8'],
    );
    for (const { text, code } of steps) {
      assert.match(text, /^## .*\n\n\*On AWS: .*(free|cent).*\*$/m);
      assert.ok(hasTag(code.at(-1) as Cell, 'checkpoint'), text);
    }
    assert.equal(checkpoints.length, 8);
    for (const { metadata } of checkpoints) assert.match((metadata as { hint?: string }).hint ?? '', /\.$/);
  });

  it('numbers its checkpoints as its steps', () => {
    const numbers = checkpoints.map((cell) => /checkpoint\((\d), /.exec(sourceOf(cell))?.[1]);
    assert.deepEqual(numbers, ['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('keeps cells short, and its main path to 25 of them', () => {
    const lengths = cells.map((cell) => sourceOf(cell).split('\n').length).sort((a, b) => a - b);
    const at = (share: number) => lengths[Math.floor(lengths.length * share)] ?? 0;
    assert.ok(at(0.9) <= 10, `nine of ten cells have up to ${at(0.9)} lines`);
    assert.ok((lengths.at(-1) ?? 0) <= 15, `the longest has ${lengths.at(-1)} lines`);
    assert.ok(cells.length >= 30 && cells.length <= 50, `${cells.length} code cells`);
    assert.ok(cells.filter((cell) => !hasTag(cell, 'detour')).length <= 25);
  });

  it('quotes the helpers as they are', () => {
    const quotes = [...sourceOfAll(all).matchAll(/`(helpers\/[\w-]+\.ts)`:\n\n```typescript\n(.*?)\n```/gs)];
    assert.ok(quotes.length > 0);
    for (const [, file = '', code = ''] of quotes) {
      const lines = readFileSync(join(dirname(COMMITTED), file), 'utf8').split('\n');
      const text = lines.map((line) => line.trim()).join('\n');
      const quoted = code.split('\n').map((line) => line.trim());
      assert.ok(text.includes(quoted.join('\n')), `${file} has no longer:\n${code}`);
    }
  });

  it('keeps the outputs of one clean run', () => {
    assert.deepEqual(
      cells.map((cell) => cell.execution_count),
      cells.map((_, index) => index + 1),
    );
    assert.deepEqual(figuresIn(outputOf(cells), IN_NOTEBOOK), IN_NOTEBOOK);
    assert.deepEqual(cells.filter(hasFailed).map(sourceOf), cells.filter(isMeantToFail).map(sourceOf));
  });

  it('shows no path of the machine that it was run on, and no secret', () => {
    const text = JSON.stringify(cells.map((cell) => cell.outputs));
    assert.doesNotMatch(text, /\/(home|root|Users|tmp|work)\//);
    assert.doesNotMatch(text, /\b(AKIA|ASIA)[A-Z2-7]{16}\b/);
  });
});

/** The opening, and then each step: its first text, and its code cells. */
function stepsOf(cells: Cell[]): { text: string; code: Cell[] }[] {
  const steps: { text: string; code: Cell[] }[] = [{ text: '', code: [] }];
  for (const cell of cells) {
    const source = sourceOf(cell);
    if (cell.cell_type === 'markdown' && source.startsWith('## Step '))
      steps.push({ text: source, code: [] });
    if (cell.cell_type === 'code') steps.at(-1)?.code.push(cell);
  }
  return steps;
}

function sourceOfAll(cells: Cell[]): string {
  return cells.map(sourceOf).join('\n');
}
