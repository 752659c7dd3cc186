import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Kernel, startKernel } from './kernel.js';
import { newProgress, type Progress } from './progress.js';
import { type Outcome, runSession } from './session.js';
import { describeFailure } from './show.js';
import { type Lesson, toLesson } from './steps.js';
import type { Screen } from './terminal/screen.js';
import { createTestProject, type TestCell, type TestProject, testNotebook } from './testing/test-project.js';
import { createTestScreen, type TestScreen } from './testing/test-screen.js';

describe('a session without a terminal', () => {
  let project: TestProject;
  let kernel: Kernel;
  before(async () => {
    project = createTestProject();
    kernel = await startKernel({ cwd: project.folder });
  });
  after(async () => {
    await kernel?.shutdown();
    project.remove();
  });

  interface Asked {
    timeoutMs?: number;
    progress?: Progress;
    part?: number;
    screen?: TestScreen;
  }

  async function run(cells: TestCell[], asked: Asked = {}) {
    const { timeoutMs = 20_000, progress = newProgress(), part, screen = createTestScreen() } = asked;
    const lesson = toLesson(testNotebook(cells));
    const outcome = await runSession({
      ...{ lesson, kernel: Promise.resolve(kernel), screen, timeoutMs, progress, folder: project.folder },
      part: lesson.parts.find(({ number }) => number === part),
      stop: new AbortController().signal,
      onCell: () => {},
      onProgress: () => {},
    });
    return { outcome, printed: screen.printed(), lesson, reason: reasonOf(lesson, outcome, screen) };
  }

  function reasonOf(lesson: Lesson, { failed }: Outcome, screen: Screen): string {
    return failed ? describeFailure('Stopped at', lesson, failed, screen) : '';
  }

  it('shows headings, code and outputs in order, and counts cells and checkpoints', async () => {
    const { outcome, printed } = await run([
      { text: '# Lesson\nNot shown.' },
      { code: 'const a = 1;\nconsole.log(a);' },
      { text: '## Step 1' },
      { code: "console.log('✔ held');", tags: ['checkpoint'] },
      { code: "throw new Error('on purpose');", tags: ['raises-exception'] },
      { code: "'after'" },
      { text: '## The end' },
    ]);
    assert.deepEqual(outcome, { run: 4, checkpoints: 1 });
    assert.match(printed, /^\nLesson\n\n {2}│ const a = 1;\n {2}│ console.log\(a\);\n\n1\n\nStep 1\n\n/);
    assert.match(printed, /✔ held\n[\s\S]*Error: on purpose\n[\s\S]*after\n\nThe end\n$/);
    assert.doesNotMatch(printed, /Not shown/);
  });

  it('stops at a type error, names the cell and shows what the kernel said', async () => {
    const { outcome, printed, reason } = await run([
      { text: '## Step 5: *types*' },
      { code: '1' },
      { code: "const n: number = 'x';" },
      { code: "console.log('never');" },
    ]);
    assert.equal(outcome.run, 2);
    assert.equal(
      reason,
      'Stopped at cell 2 of 3 ("Step 5: types"): TypeCheckError: ' +
        "1:7 - Type 'string' is not assignable to type 'number'.",
    );
    assert.match(printed, /TypeCheckError: the cell was not run\n1:7 - Type 'string'/);
    assert.doesNotMatch(printed, /never/);
  });

  it('goes on where a learner is, after the cells that this needs and those that are not done, in silence', async () => {
    const cells = [
      { text: '## Step 1' },
      { code: "const name = 'made in ' + 'step 1';\nconsole.log('never shown');" },
      { code: "console.log('done before, not needed')" },
      { text: '## Step 2' },
      { code: "console.log('left out');", tags: ['detour'] },
      { code: "console.log('not done yet, not shown');" },
      { code: 'console.log(name);' },
    ];
    const progress = { at: 5, done: new Set([1, 2]), skipDetours: false };
    const { outcome, printed } = await run(cells, { progress });
    assert.deepEqual(outcome, { run: 3, checkpoints: 0 });
    assert.match(
      printed,
      /^Running what it needs first \(cells: 2\)\.\n\n {2}│ console\.log\(name\);\n\nmade in step 1\n$/,
    );
    assert.deepEqual([...progress.done].sort(), [1, 2, 4, 5]);
  });

  it('says on a terminal how far a cell is that is waited for in silence', async () => {
    const live = "import { newDisplay } from 'tslab';\nnewDisplay().text('picture\\n6 s left');";
    const cells = [{ text: '## Step 1' }, { code: live }, { text: '## Step 2' }, { code: '1' }];
    const screen = createTestScreen({ isLive: true, columns: 100 });
    const { printed } = await run(cells, { part: 2, screen });
    const states = printed.split('\r\x1b[J');
    const what = '  Running what it needs first: 1/1  Step 1';
    assert.deepEqual(states.slice(0, 3), ['', what, `${what}: 6 s left`]);
  });

  it('says on a terminal that a cell runs which shows nothing, and takes that away', async () => {
    const silent = "await new Promise((end) => setTimeout(end, 2_500));\nconsole.log('done');";
    const screen = createTestScreen({ isLive: true, columns: 100 });
    const { printed } = await run([{ code: silent }], { screen });
    const states = printed.split('\r\x1b[J');
    assert.match(states[1] ?? '', /^Running … \d+ s, at most 20 s$/);
    assert.equal(states.at(-1), '\ndone\n');
  });

  it('shows what a cell printed that was to run in silence, and failed', async () => {
    const cells = [
      { text: '## Step 1' },
      { code: "console.log('so far');\nthrow new Error('no');" },
      { text: '## Step 2' },
      { code: '1' },
    ];
    const { printed, reason } = await run(cells, { part: 2 });
    assert.match(printed, /\nso far\nError: no\n$/);
    assert.equal(reason, 'Stopped at cell 1 of 2 ("Step 1"): Error: no');
  });

  it('stops at an exception', async () => {
    const { printed, reason } = await run([{ code: "await 0;\nthrow new RangeError('too far');" }]);
    assert.equal(reason, 'Stopped at cell 1 of 1: RangeError: too far');
    assert.match(printed, /\nRangeError: too far\n$/);
  });

  it('stops at a checkpoint that does not hold', async () => {
    const broken = await run([{ code: "console.log('✔ a\\n✘ b');", tags: ['checkpoint'] }]);
    assert.equal(broken.reason, 'Stopped at cell 1 of 1: Checkpoint: ✘ b');
    assert.deepEqual([broken.outcome.run, broken.outcome.checkpoints], [1, 0]);
    const silent = await run([{ code: '1', tags: ['checkpoint'] }]);
    assert.match(silent.reason, /Checkpoint: no line of its output starts with ✔/);
  });

  it('interrupts a cell past its limit, names it, and leaves the kernel usable', async () => {
    const { printed, reason } = await run([{ code: "console.log('begun');\nawait new Promise(() => {});" }], {
      timeoutMs: 300,
    });
    assert.equal(
      reason,
      'Stopped at cell 1 of 1: TimeLimit: the cell was still running after 0.3 s, its limit',
    );
    assert.match(printed, /begun/);
    assert.deepEqual((await run([{ code: '1' }])).outcome, { run: 1, checkpoints: 0 });
  });

  it('keeps what a timer prints after its cell has ended', async () => {
    const { lesson } = await run([
      { code: "const timer = setTimeout(() => console.log('late'), 50);" },
      { code: 'await new Promise((resolve) => setTimeout(resolve, 200));' },
    ]);
    const outputs = lesson.steps.flatMap((step) => step.cell.outputs ?? []);
    assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: 'late\n' }]);
  });

  it('kills a kernel that does not let itself be interrupted', async () => {
    const cells = [{ code: "await 0;\nconsole.log('begun');\nfor (;;);" }, { code: '2' }];
    const { outcome, reason } = await run(cells, { timeoutMs: 300 });
    assert.equal(outcome.run, 1);
    assert.match(reason, /Stopped at cell 1 of 2: TimeLimit/);
    assert.match(
      (await run([{ code: '1' }])).reason,
      /KernelDied: the kernel has ended \(killed by SIGTERM\)/,
    );
  });
});
