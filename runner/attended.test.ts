/** The lesson as somebody at a terminal meets it: keys are typed, screens are read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTestProject, type TestCell, type TestProject } from './testing/test-project.js';
import { hasTmux, openTestTerminal, type TestTerminal } from './testing/tmux.js';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');
const skip = hasTmux() || process.env.CI === 'true' ? false : 'no tmux, which gives the tests a terminal';

/** Cells whose code does not hold the text that they print, so that a screen tells the two apart. */
const says = (text: string, before = ''): string =>
  `${before}console.log(${[...text.split(' ')].map((word) => `'${word}'`).join(', ')});`;

const LESSON: TestCell[] = [
  { text: '# Lesson\n\nRead **this**.' },
  { text: '## Step 1: Names' },
  { code: says('names made', "const name = 'given in ' + 'step 1';\n") },
  { text: '**Detour: a bend.** Look around.', tags: ['detour'] },
  { code: says('around the bend'), tags: ['detour'] },
  { text: '## Step 2: Use\n\nHere the name is used.' },
  { code: says('using it') },
  { code: "console.log('✔', name);", tags: ['checkpoint'], hint: 'Look at `name`.' },
  { text: '## Step 3: End' },
  { code: says('the last cell') },
  { text: 'Good bye.' },
];

describe('npm start on a terminal', { skip, timeout: 150_000 }, () => {
  let project: TestProject;
  let temporary: string;
  let terminal: TestTerminal | undefined;
  before(() => {
    project = createTestProject();
    temporary = mkdtempSync(join(tmpdir(), 'runner-'));
  });
  afterEach(() => {
    terminal?.close();
    terminal = undefined;
    rmSync(join(project.folder, '.runner.json'), { force: true });
  });
  after(() => {
    const left = readdirSync(temporary).filter((name) => name.startsWith('tslab-'));
    project.remove();
    rmSync(temporary, { recursive: true });
    assert.deepEqual(left, [], 'connection files are left');
  });

  interface Asked {
    args?: string;
    env?: string;
    columns?: number;
  }

  function open(cells: TestCell[], { args = '', env = '', columns = 80 }: Asked = {}): TestTerminal {
    const notebook = project.writeNotebook('lesson.ipynb', cells);
    const run = `${env} '${process.execPath}' --import '${tsx}' '${main}' --notebook '${notebook}' ${args}`;
    terminal?.close();
    terminal = openTestTerminal(`${run}; echo "exit $?"; stty -a; exec sleep 60`, temporary, columns);
    return terminal;
  }

  it('shows text, code, output, checkpoint, progress and keys; next comes when the checkpoint holds', async () => {
    const { press, shows } = open(LESSON);
    const first = await shows(/0\/5 cells · 0\/1 checkpoints\n {2}Enter run · h hint · .* · \? help/);
    assert.match(first, /Lesson\n═+\n\nRead this\.\n\nStep 1: Names\n\n {2}│ const name = /);
    assert.doesNotMatch(first, /names made/);
    press('x', 'n', 'Enter');
    const second = await shows(/1\/5 cells · 0\/1 checkpoints\n {2}Enter next · r re-run/);
    assert.match(second, /\n {2}│ console\.log\('names', 'made'\);\n\nnames made\n\n.* 1\/5 cells/);
    press('n');
    await shows(
      /Detour: a bend\. It can be skipped\.\n\nLook around\.\n[\s\S]*Enter run · d skip detour · h/,
    );
    press('s');
    await shows(
      /Detours are skipped from here on\.[\s\S]*Here the name is used\.[\s\S]*1\/4 cells.*\n {2}Enter run/,
    );
    press('Enter');
    await shows(/using it\n\n.* 2\/4 cells.*\n {2}Enter next/);
    press('Enter');
    await shows(/2\/4 cells.*\n {2}Enter run/);
    press('Enter');
    await shows(
      /✔ given in step 1\nCheckpoint holds: 1 of 1\.\n\n.* 3\/4 cells · 1\/1 checkpoints\n {2}Enter next/,
    );
    press('a');
    const end = await shows(/exit \d[\s\S]*icanon/);
    assert.match(end, /the last cell\n\nGood bye\.\n\n4 cells run, 1 checkpoint held, 0 failed, .*\nexit 0/);
    assert.match(end, / icanon .* echo /s);
    assert.ok(!existsSync(join(project.folder, '.runner.json')), 'nothing to go on with is kept');
  });

  it('lists, hints, shows earlier texts, helps, and jumps after running what is needed', async () => {
    const { press, shows } = open(LESSON);
    await shows(/Enter run/);
    press('j');
    await shows(/1 {2}Names \(0\/2\) ← you are here\n {2}· {2}2 {2}Use \(0\/2\)[\s\S]*Jump to which number/);
    press('9');
    await shows(/\? \(Esc: stay\) 9\n {2}There is no step 9: 1 to 3\.\n\n {2}Jump to which number/);
    press('2');
    const use = await shows(/Here the name is used\.[\s\S]*1\/5 cells/);
    assert.doesNotMatch(use, /names made|Running what/);
    press('h');
    await shows(/Hint\. Look at name\.\n/);
    press('p');
    await shows(/Detour: a bend/);
    press('p');
    await shows(/Detour: a bend[\s\S]*Step 1: Names\n[\s\S]*Enter run/);
    press('?');
    await shows(/ {2}p +the text before[\s\S]* {2}d +skip this detour[\s\S]* {2}s +skip all detours/);
    press('a');
    await shows(/4 cells run, 1 checkpoint held/);
  });

  it('keeps where one stopped, goes on there, or begins anew when the notebook has changed', async () => {
    const once = open(LESSON);
    await once.shows(/Enter run/);
    once.press('Enter');
    await once.shows(/Enter next/);
    once.press('q');
    await once.shows(/Left at cell 1 of 5 \("Step 1: Names"\)\.[\s\S]*exit 0/);

    const onPath = open(LESSON, { args: '--skip-detours' });
    await onPath.shows(/1\/4 cells[\s\S]*Enter go on there/);
    onPath.press('Enter');
    assert.doesNotMatch(await onPath.shows(/Step 2: Use\n\nHere the name is used\./), /bend/);

    const again = open(LESSON);
    await again.shows(
      /You stopped at cell 1 of 5 \("Step 1: Names"\)[\s\S]*Enter go on there · b begin anew/,
    );
    again.press('Enter');
    const screen = await again.shows(/Step 1: Names \(continued\)\n\nDetour: a bend[\s\S]*1\/5 cells/);
    assert.doesNotMatch(screen, /Read this/);
    again.press('j');
    await again.shows(/Jump to/);
    again.press('2');
    await again.shows(/Here the name/);
    again.press('a');
    await again.shows(/✔ given in step 1[\s\S]*4 cells run, 1 checkpoint held, 0 failed/);

    writeFileSync(join(project.folder, '.runner.json'), '{"lesson":"other","at":2,"done":[1]}');
    const changed = open(LESSON);
    await changed.shows(/The notebook has changed since you stopped: it begins anew\.[\s\S]*0\/5 cells/);
  });

  it('says what failed and where to look, and reads an edited helper again', async () => {
    const helper = join(project.folder, 'helper.ts');
    writeFileSync(helper, "export const claim = (): string => { throw new Error('not ' + 'yet'); };\n");
    const { press, shows } = open([
      { text: '## Step 1' },
      { code: "import { claim } from './helper.js';" },
      { code: 'console.log(claim());', tags: ['checkpoint'], hint: 'Open `helper.ts`.' },
    ]);
    await shows(/Enter run/);
    press('Enter');
    await shows(/Enter next/);
    press('Enter');
    await shows(/1\/2 cells.*\n {2}Enter run/);
    press('Enter');
    const failed = await shows(/r run it again/);
    assert.match(
      failed,
      /\nError: not yet\nin helper\.ts\nFailed: cell 2 of 2 \("Step 1"\): Error: not yet\n/,
    );
    assert.match(failed, /Hint\. Open helper\.ts\.\n\nPut it right[\s\S]*then press r\.\n/);
    assert.doesNotMatch(failed, /\n +at |Enter next/);
    writeFileSync(helper, "export const claim = (): string => 4 + '2' - 1;\n");
    press('r');
    await shows(/helper\.ts 1:\d+ - [\s\S]*Failed: cell 2 of 2 \("Step 1"\): TypeCheckError/);
    writeFileSync(helper, "export const claim = (): string => '✔ ' + 'mended';\n");
    press('Enter', 'n', 'r');
    await shows(/✔ mended\nCheckpoint holds: 1 of 1\.[\s\S]*2\/2 cells.*\n {2}Enter next/);
  });

  it('interrupts a cell on Ctrl-C, leaves at the next, and gives the terminal back', async () => {
    const { press, shows } = open([
      { code: `${says('going on')}\nawait new Promise(() => {});` },
      { code: '1' },
    ]);
    await shows(/Enter run/);
    press('Enter');
    await shows(/going on/);
    press('Enter', 'C-c');
    const interrupted = await shows(/r run it again/);
    assert.match(interrupted, /Interrupting the cell[\s\S]*Failed: cell 1 of 2: Interrupted/);
    assert.doesNotMatch(interrupted, /Put it right/);
    press('C-c');
    assert.match(await shows(/exit 130[\s\S]*icanon/), / icanon .* echo /s);
  });

  it('gives the terminal back, and leaves no kernel, when it is killed', async () => {
    const { press, shows } = open([
      { code: "console.log('kernel', process.pid);\nawait new Promise(() => {});" },
    ]);
    await shows(/Enter run/);
    press('Enter');
    const kernel = Number(/kernel (\d+)/.exec(await shows(/kernel \d+/))?.[1]);
    const runner = spawnSync('ps', ['-o', 'ppid=', '-p', String(kernel)], { encoding: 'utf8' });
    process.kill(Number(runner.stdout), 'SIGTERM');
    assert.match(await shows(/exit 143[\s\S]*icanon/), / icanon .* echo /s);
    assert.throws(() => process.kill(kernel, 0), /ESRCH/);
  });

  it('draws a live output in place, at any width, and its footer again when the width changes', async () => {
    const live =
      "import { newDisplay } from 'tslab';\nconst shown = newDisplay();\n" +
      "for (let i = 1; i <= 5; i++) shown.text('x'.repeat(45) + '\\n' + i + ' landed');";
    const { press, shows, resize } = open(
      [{ text: `${'word '.repeat(30)}` }, { code: live }, { code: '1' }],
      {
        columns: 40,
      },
    );
    const narrow = await shows(
      /\n {2}0\/2 cells · 0\/0 checkpoints\n {2}Enter run · h hint · q quit · \? help/,
    );
    for (const line of narrow.split('\n')) assert.ok(line.length <= 40, line);
    resize(100, 40);
    await shows(/Enter run · h hint · l list · j jump · a all · s no detours · p before/);
    press('Enter');
    const drawn = await shows(/5 landed[\s\S]*Enter next/);
    assert.doesNotMatch(drawn, /[1234] landed/);
    assert.equal(drawn.match(/x{45}/g)?.length, 1);
    assert.equal(drawn.match(/Enter/g)?.length, 1);
  });

  for (const env of ['NO_COLOR=1', 'TERM=dumb']) {
    it(`sends no escape code with ${env}, and shows a live output once`, async () => {
      const log = join(temporary, `${env}.log`);
      const live =
        "import { newDisplay } from 'tslab';\nconst shown = newDisplay();\n" +
        "for (let i = 1; i <= 5; i++) shown.text(i + ' landed');";
      const { press, shows, logTo } = open([{ code: live }, { code: '1' }], { env });
      logTo(log);
      await shows(/Enter run/);
      press('Enter');
      await shows(/5 landed[\s\S]*1\/2 cells · .*\n {2}Enter next/);
      press('q');
      await shows(/exit 0/);
      const sent = readFileSync(log, 'utf8');
      const shown = sent.slice(0, sent.indexOf('exit 0'));
      assert.ok(!shown.includes('\x1b'));
      assert.doesNotMatch(shown, /[1234] landed/);
    });
  }

  it('speaks in words with --plain', async () => {
    const { press, shows } = open(LESSON.slice(1), { args: '--plain' });
    await shows(
      /Step 1: Names\n\n {4}const name = .*\n[\s\S]*0\/5 cells, 0\/1 checkpoints\n {2}Enter run, h hint, /,
    );
    press('s');
    await shows(/Detours are skipped from here on/);
    press('j');
    await shows(/Jump to/);
    press('2');
    await shows(/Running what it needs first[\s\S]*Here the name is used/);
    press('a');
    const end = await shows(/exit 0/);
    assert.match(end, /OK: given in step 1\n/);
    assert.doesNotMatch(end, /[✔✘·•│─═━]/);
  });
});
