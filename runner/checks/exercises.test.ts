/** The answers to the exercises are code like the rest of the notebook: here they run, each on the real kernel. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CellResult, type Kernel, startKernel } from '../kernel.js';
import { hasTag, readNotebook, sourceOf } from '../notebook.js';
import { plainText } from '../terminal/plain-text.js';
import { type CleanCopy, createCleanCopy } from '../testing/clean-copy.js';
import { testNotebook } from '../testing/test-project.js';
import { type Answer, answersIn, withoutAnswers } from './exercises.js';
import { createSubject, stepsOf } from './notebook-lint/subject.js';

const TUTORIAL = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'pipeline.ipynb');
const notebook = readNotebook(TUTORIAL);

const FENCE = '```typescript\n1 + 1;\n```';
const ANSWER = `<!-- answer -->\n${FENCE}\n<!-- /answer -->`;
const FOLDED = `<details>\n<summary>An answer</summary>\n\n${ANSWER}\n\nA remark.\n\n</details>`;

describe('the answers in a notebook', () => {
  it('are found with the heading of their exercise, and several in one cell', () => {
    const texts = [
      `# All\n\n## Exercise 1\n\nWhat?\n\n${FOLDED}`,
      `## *Two*\n\n${FOLDED}\n\n## Three\n\n${FOLDED}`,
    ];
    assert.deepEqual(answersIn(testNotebook(texts.map((text) => ({ text })))), [
      { exercise: 'Exercise 1', code: '1 + 1;' },
      { exercise: 'Two', code: '1 + 1;' },
      { exercise: 'Three', code: '1 + 1;' },
    ]);
  });

  const MISWRITTEN: [what: string, text: string, says: RegExp][] = [
    ['has no end', FOLDED.replace('<!-- /answer -->', ''), /answer to "One" lacks its last mark/],
    ['has no beginning', FOLDED.replace('<!-- answer -->', ''), /answer to "One" .* lacks its first mark/],
    ['lies open', ANSWER, /is not folded/],
    ['lies behind another fold', `<details>\n\nA.\n\n</details>\n\n${ANSWER}`, /is not folded/],
    ['has no code', FOLDED.replace(FENCE, ''), /has not exactly one fence/],
    ['has two', FOLDED.replace(FENCE, `${FENCE}\n\n${FENCE}`), /has not exactly one fence/],
    ['is in another language', FOLDED.replace('typescript', 'python'), /has not exactly one fence/],
  ];
  for (const [what, text, says] of MISWRITTEN) {
    it(`are refused when one ${what}`, () => {
      assert.throws(() => answersIn(testNotebook([{ text: `## One\n\n${text}` }])), says);
    });
  }

  it('are not in the text that is read before', () => {
    assert.equal(withoutAnswers(`a\n\n${FOLDED}\n\nb\n\n${FOLDED}`), 'a\n\n\n\nb\n\n');
  });
});

describe("the tutorial's exercises", () => {
  it('are five to eight, each with one answer', () => {
    const headings = notebook.cells
      .filter((cell) => cell.cell_type === 'markdown')
      .flatMap((cell) => withoutAnswers(sourceOf(cell)).match(/(?<=^#+ )Exercise .+/gm) ?? []);
    assert.ok(headings.length >= 5 && headings.length <= 8, `there are ${headings.length}`);
    assert.deepEqual(
      answersIn(notebook).map(({ exercise }) => exercise),
      headings.map((heading) => heading.replace(/[*_`]/g, '')),
    );
  });
});

/** Everything of the account that an answer might leave behind, as a cell that prints it. */
const LEFT = `
const { ListDeliveryStreamsCommand } = await import('@aws-sdk/client-firehose');
const { ListPoliciesCommand, ListRolesCommand } = await import('@aws-sdk/client-iam');
const { ListBucketsCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
const { DeliveryStreamNames } = await aws.firehose.send(new ListDeliveryStreamsCommand({}));
const { Roles } = await aws.iam.send(new ListRolesCommand({}));
const { Policies } = await aws.iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
const { Buckets } = await aws.s3.send(new ListBucketsCommand({}));
const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: names.bucket }));
console.log(JSON.stringify([
  DeliveryStreamNames,
  Roles.map(({ RoleName }) => RoleName),
  Policies.map(({ PolicyName }) => PolicyName),
  Buckets.map(({ Name }) => Name),
  Contents.map(({ Key }) => Key),
], null, 1));
`;

/** The main path up to here makes everything that the exercises speak of. */
const LAST_STEP_BEFORE = 5;

describe('the answers, after the main path of Steps 1 to 5', { timeout: 240_000 }, () => {
  let copy: CleanCopy;
  let kernel: Kernel;
  let atFirst: string;

  before(async () => {
    copy = createCleanCopy();
    // Four times as fast as for a learner: the order of things stays, and waiting is no part of this test.
    writeFileSync(join(copy.folder, 'dl.cfg'), '[AWS]\ntime_scale = 120\n', { mode: 0o600 });
    kernel = await startKernel({ cwd: copy.folder });
    for (const code of mainPath()) await run(code);
    atFirst = await run(LEFT);
  });
  after(async () => {
    await kernel?.shutdown();
    copy.remove();
  });

  function mainPath(): string[] {
    const subject = createSubject(notebook, { exists: () => true, hostName: '' });
    return stepsOf(subject)
      .filter(({ number }) => number <= LAST_STEP_BEFORE)
      .flatMap(({ cells }) => cells)
      .filter(({ cell }) => cell.cell_type === 'code' && !hasTag(cell, 'detour'))
      .map(({ source }) => source);
  }

  /** Runs a cell that must not fail, and returns what it shows. */
  async function run(code: string): Promise<string> {
    const result: CellResult = await kernel.execute(code, { timeoutMs: 60_000 });
    const shown = result.outputs.map(plainText).join('');
    assert.equal(result.status, 'ok', `${code}\n\nended as ${result.status}, showing:\n${shown}`);
    return shown;
  }

  for (const { exercise, code } of answersIn(notebook) satisfies Answer[]) {
    it(`${exercise}: the answer runs, and shows something`, async () => {
      assert.notEqual((await run(code)).trim(), '');
    });
  }

  it('leave nothing behind', async () => {
    assert.equal(await run(LEFT), atFirst);
  });
});
