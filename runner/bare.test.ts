import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bareNotebook } from './bare-notebook.js';
import { formatNotebook, hasTag, type Notebook, readNotebook, sourceOf } from './notebook.js';
import { goodNotebook } from './testing/good-notebook.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const TUTORIAL = join(root, 'pipeline.ipynb');

function bare(cwd: string, ...args: string[]) {
  const command = [
    '--import',
    import.meta.resolve('tsx'),
    fileURLToPath(new URL('bare.ts', import.meta.url)),
  ];
  return spawnSync(process.execPath, [...command, ...args], { cwd, encoding: 'utf8', timeout: 30_000 });
}

function codeOf({ cells }: Notebook): string[] {
  return cells.filter((cell) => cell.cell_type === 'code').map(sourceOf);
}

describe('the bare variant of a notebook', () => {
  it('has the code in its order with tags, hints and ids, and nothing that a run has left', () => {
    const notebook = goodNotebook();
    const codeCells = notebook.cells.filter((cell) => cell.cell_type === 'code');
    assert.deepEqual(
      bareNotebook(notebook).cells.filter((cell) => cell.cell_type === 'code'),
      codeCells.map((cell) => ({ ...cell, outputs: [], execution_count: null })),
    );
  });

  it('has the headings in their order and depth, and no other text', () => {
    const notebook = goodNotebook();
    const text = 'Text.\n\n# Part\n\n```sh\n# no heading\n```\n\n### *Deep* `one`\n\nMore.';
    Object.assign(notebook.cells[3] as object, { source: text });
    const texts = bareNotebook(notebook).cells.filter((cell) => cell.cell_type === 'markdown');
    assert.deepEqual(texts.slice(0, 3).map(sourceOf), [
      '# A lesson',
      '## Step 1: Something',
      '# Part\n\n### Deep one',
    ]);
    assert.equal(texts.length, 10);
  });

  it('keeps the headings of exercises, and nothing of their answers', () => {
    const notebook = goodNotebook();
    const answer =
      '<details>\n\n### How\n\n<!-- answer -->\n```typescript\n1;\n```\n<!-- /answer -->\n\n</details>';
    Object.assign(notebook.cells[1] as object, { source: `## Exercise 1: Count\n\nCount.\n\n${answer}` });
    const text = formatNotebook(bareNotebook(notebook));
    assert.match(text, /## Exercise 1: Count"/);
    assert.doesNotMatch(text, /How|answer|typescript\\n/);
  });

  it('leaves the notebook that it is made from as it was', () => {
    const notebook = goodNotebook();
    bareNotebook(notebook);
    assert.deepEqual(notebook, goodNotebook());
  });
});

describe('npm run bare', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bare-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("writes the tutorial's code, in order, to the file that is named", () => {
    const done = bare(folder, 'a b.ipynb');
    assert.deepEqual([done.status, done.stdout, done.stderr], [0, 'Wrote a b.ipynb\n', '']);
    const [written, tutorial] = [readNotebook(join(folder, 'a b.ipynb')), readNotebook(TUTORIAL)];
    assert.deepEqual(codeOf(written), codeOf(tutorial));
    for (const tag of ['checkpoint', 'detour']) {
      const count = ({ cells }: Notebook) =>
        cells.filter((cell) => cell.cell_type === 'code' && hasTag(cell, tag)).length;
      assert.equal(count(written), count(tutorial));
    }
    assert.ok(written.cells.length < tutorial.cells.length);
  });

  it('does not write over the tutorial, and says what is wrong with a file', () => {
    const before = readFileSync(TUTORIAL, 'utf8');
    const over = bare(root, 'pipeline.ipynb');
    assert.deepEqual(
      [over.status, over.stderr],
      [1, `${TUTORIAL} is the tutorial itself. Name another file.\n`],
    );
    assert.equal(readFileSync(TUTORIAL, 'utf8'), before);

    const nowhere = bare(folder, join('none', 'a.ipynb'));
    assert.equal(nowhere.status, 1);
    assert.match(nowhere.stderr, /could not be written to .*none.*ENOENT/);
    assert.doesNotMatch(nowhere.stderr, /\n {4}at /);
  });

  it('refuses an option that there is not, and shows its usage on request', () => {
    const wrong = bare(folder, '--al');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--al[\s\S]*Usage: npm run bare/);
    assert.equal(bare(folder, 'a.ipynb', 'b.ipynb').status, 2);
    const help = bare(folder, '--help');
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.match(help.stdout, /^Usage: npm run bare/);
  });
});
