/**
 * The notebook in JupyterLab, as a learner meets it: `npm run lab` in a fresh clone, and a browser. One sitting from
 * the first page to Ctrl-C; each test goes on where the one before it ended. It follows the notebook's own steps,
 * tags and imports, whatever they are.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type CleanCopy, createCleanCopy } from '../runner/testing/clean-copy.js';
import type { LabCell, LabOutput } from './testing/lab-app.js';
import { type LabServer, startLab } from './testing/lab-server.js';
import { findChromium, hasJupyterLab, skipWithout } from './testing/needs.js';
import { type NotebookPage, openNotebook } from './testing/notebook-page.js';

const skip = skipWithout('the notebook in JupyterLab (jupyter/lab.test.ts)', {
  'JupyterLab 4': hasJupyterLab(),
  Chromium: findChromium() !== undefined,
});

describe('the notebook in JupyterLab', { skip, timeout: 290_000 }, () => {
  let copy: CleanCopy;
  let lab: LabServer;
  let page: NotebookPage;
  /** What the kernel and its local AWS run as, to see that they end. */
  const processes: number[] = [];

  before(async () => {
    copy = createCleanCopy();
    lab = await startLab(copy.folder);
    page = await openNotebook(lab.url);
  });
  after(async () => {
    await page?.picture('99-last').catch(() => {});
    await page?.close();
    await lab?.stop();
    copy?.remove();
  });

  it('opens on the kernel of this folder', async () => {
    await page.picture('01-open');
    assert.match(await page.find('.jp-KernelName').innerText(), /TypeScript \(tslab\)/);
  });

  it('has been opened in the browser by the command itself', () => {
    assert.match(lab.opened(), /\/doc\/tree\/pipeline\.ipynb\?token=/);
  });

  it('runs step by step with Shift-Enter', async () => {
    const { middle } = await lesson(page);
    await page.choose('Edit', 'Clear Outputs of All Cells');
    await stepThrough(page, 0, middle);
    const run = codeOf(await page.cells()).filter(({ index }) => index < middle);
    assertNumbered(run, 1);
    assertAllHold(run);
    await page.picture('02-step-by-step');
  });

  it('has put no question and no news in front of the lesson', async () => {
    assert.equal(await page.find('.jp-Dialog, .Toastify__toast').count(), 0);
  });

  it('completes the name of a helper with Tab', async () => {
    const helper = await anImportedHelper(page);
    await page.write(helper.slice(0, 4));
    await page.press('Tab');
    // A name without a rival is completed at once; others are offered.
    const offered = page.find('.jp-Completer-item').filter({ hasText: new RegExp(`^\\s*${helper}`) });
    const editor = page.inSelected('.cm-content');
    for (let turn = 0; turn < 100 && (await editor.innerText()) !== helper; turn += 1) {
      await delay(100);
      if (!(await offered.count())) continue;
      await page.picture('03-completion');
      await offered.first().click();
    }
    assert.equal(await editor.innerText(), helper);
  });

  it('shows what a helper does with Shift-Tab', async () => {
    const helper = await anImportedHelper(page);
    await page.press('Shift+Tab');
    const tooltip = page.find('.jp-Tooltip');
    await tooltip.waitFor();
    await page.picture('04-inspection');
    assert.match(await tooltip.innerText(), new RegExp(`function ${helper}\\(`));
    await page.press('Escape', 'Escape', 'd', 'd');
  });

  it('redraws an output in place', async () => {
    await page.write(`import { newDisplay } from 'tslab';
const probe = newDisplay();
for (const state of ['first', 'second', 'third']) {
  probe.html('<b class="probe">' + state + '</b>');
  await new Promise((resolve) => setTimeout(resolve, 500));
}`);
    await page.press('Control+Enter');
    const seen: string[] = [];
    const probe = page.inSelected('.jp-OutputArea-output .probe');
    for (await probe.waitFor(); seen.at(-1) !== 'third'; await delay(50)) {
      const state = await probe.innerText();
      if (state !== seen.at(-1)) seen.push(state);
    }
    assert.deepEqual(seen, ['first', 'second', 'third'].slice(-seen.length));
    assert.ok(seen.length > 1, 'every state was drawn, but no change was seen');
    await page.settled();
    assert.equal((await page.selected()).outputs.length, 1);
    await page.press('Escape', 'd', 'd');
  });

  it('interrupts a long wait, which then has come to its end', async () => {
    await page.write(`import { setTimeout as pause } from 'node:timers/promises';
for (let turn = 1; ; turn += 1) {
  console.log('turn ' + turn);
  await pause(50);
}`);
    await page.press('Control+Enter');
    await page.inSelected('.jp-OutputArea-output').getByText('turn 2').waitFor();
    await page.press('Escape', 'i', 'i');
    await page.settled();
    await page.select((await page.selected()).index);
    await page.picture('05-interrupted');
    const { outputs } = await page.selected();
    assert.equal(outputs.at(-1)?.ename, 'Interrupted');

    await page.press('d', 'd');
    await page.write('await new Promise((resolve) => setTimeout(resolve, 500));\nprocess.pid');
    await page.press('Control+Enter');
    await page.settled();
    const [output, ...more] = (await page.selected()).outputs;
    assert.match(textOf(output), /^\d+\n$/, 'the interrupted cell still prints');
    assert.deepEqual(more, []);
    await page.press('Escape', 'd', 'd');
  });

  it('finds everything again after the kernel was restarted in the middle', async () => {
    const { cells, middle, end } = await lesson(page);
    const before = codeOf(cells).filter(({ index }) => index < middle);
    await page.select(middle);
    await page.choose('Kernel', 'Restart Kernel and Run up to Selected Cell…');
    await page.answer('Confirm Kernel Restart');
    await delay(500);
    await page.settled();
    const now = codeOf(await page.cells()).filter(({ index }) => index < middle);
    assertNumbered(now, 1);
    assertAllHold(now);
    const foundAgain = before.filter((cell, at) => says('created', cell) && says('found', now[at]));
    assert.ok(foundAgain.length > 0, 'no cell that created something before has found it now');

    await stepThrough(page, middle, end);
    assertAllHold(codeOf(await page.cells()).filter(({ index }) => index < end));
    await page.picture('06-after-restart');
  });

  it('is joined, not disturbed, by a second `npm run lab`', async () => {
    const again = await lab.runAgain();
    assert.equal(again.code, 0, again.printed);
    assert.ok(again.printed.includes(new URL(lab.url).port), again.printed);
  });

  it('runs from top to end with Run All, drawing live', async () => {
    const already = codeOf(await page.cells()).reduce(
      (most, cell) => Math.max(most, cell.executionCount ?? 0),
      0,
    );
    await page.choose('Run', 'Run All Cells');
    await page.settled();
    const { cells, steps } = await lesson(page);
    for (const [number, index] of steps.entries()) {
      await page.select(index);
      await page.picture(`07-run-all-step-${number + 1}`);
    }
    const code = codeOf(cells);
    assertNumbered(code, already + 1);
    assertAllHold(code);
    assert.ok(code.some((cell) => cell.redrawn > 1));
  });

  it('ends with Ctrl-C, and leaves no process', async () => {
    await page.write('process.pid');
    await page.press('Control+Enter');
    await page.settled();
    processes.push(Number(textOf((await page.selected()).outputs[0])));
    processes.push(JSON.parse(readFileSync(join(copy.folder, '.local-aws', 'server.json'), 'utf8')).pid);
    assert.deepEqual(processes.map(isAlive), [true, true]);
    await lab.stop();
    for (let turn = 0; turn < 100 && processes.some(isAlive); turn += 1) await delay(100);
    assert.deepEqual(processes.map(isAlive), [false, false]);
  });
});

/** The places of the steps' headings; of the code cell that opens the second half; and of the step after that one. */
async function lesson(page: NotebookPage) {
  const cells = await page.cells();
  const steps = cells.filter(({ type, source }) => type === 'markdown' && /^## Step \d/m.test(source));
  const half = Math.floor(steps.length / 2);
  const heading = steps[half]?.index ?? 0;
  const middle = cells.find(({ type, index }) => type === 'code' && index > heading)?.index;
  const end = steps[half + 1]?.index;
  assert.ok(middle !== undefined && end !== undefined, 'the notebook has no steps');
  return { cells, steps: steps.map(({ index }) => index), middle, end };
}

/** Presses Shift-Enter on each cell of a range, which has to bring the next one. */
async function stepThrough(page: NotebookPage, from: number, to: number): Promise<void> {
  await page.select(from);
  for (let index = from; index < to; index += 1) {
    await page.press('Shift+Enter');
    await page.settled(0); // it is one cell
    assert.equal((await page.selected()).index, index + 1);
  }
}

function assertNumbered(cells: LabCell[], first: number): void {
  assert.deepEqual(
    cells.map(({ executionCount }) => executionCount),
    cells.map((_, at) => first + at),
  );
}

/** The last helper that was imported by a cell that has run. */
async function anImportedHelper(page: NotebookPage): Promise<string> {
  const run = codeOf(await page.cells()).filter(({ executionCount }) => executionCount !== null);
  const sources = run.map(({ source }) => source).join('\n');
  const functions = [...sources.matchAll(/^import \{(.*)\} from '\.\/helpers\//gm)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim())
    .filter((name) => /^[a-z]\w{6,}$/.test(name));
  const helper = functions.at(-1);
  assert.ok(helper, 'no cell has imported a helper');
  return helper;
}

const codeOf = (cells: LabCell[]) => cells.filter(({ type }) => type === 'code');

/** Every cell ran; one that failed is tagged as meant to; and every checkpoint holds. */
function assertAllHold(cells: LabCell[]): void {
  for (const cell of cells) {
    const where = `${cell.source}\n→ ${printed(cell)}`;
    assert.notEqual(cell.executionCount, null, `did not run: ${where}`);
    const failed = cell.outputs.some(({ output_type }) => output_type === 'error');
    assert.ok(!failed || cell.tags.includes('raises-exception'), `failed: ${where}`);
    if (cell.tags.includes('checkpoint')) assert.ok(says('✔', cell) && !says('✘', cell), where);
  }
}

const says = (word: string, cell: LabCell | undefined) => (cell ? printed(cell) : '').includes(word);
const printed = (cell: LabCell) => cell.outputs.map(textOf).join('');

function textOf(output: LabOutput | undefined): string {
  if (output?.output_type === 'error') return `${output.ename}: ${output.evalue}`;
  return [output?.text ?? output?.data?.['text/plain'] ?? ''].flat().join('');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
