/** What a reader sees of the texts, on the main path and on detours. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasTag, readNotebook, sourceOf } from './notebook.js';
import { newProgress, type Progress } from './progress.js';
import { headingsIn, toLesson, withoutOpening } from './steps.js';
import { renderMarkdown } from './terminal/markdown.js';
import { plain } from './terminal/style.js';
import { read } from './testing/reader.js';
import { type TestCell, testNotebook } from './testing/test-project.js';

const detour = (text: string): TestCell => ({ text, tags: ['detour'] });
const aside = (code: string): TestCell => ({ code, tags: ['detour'] });

const LESSON = toLesson(
  testNotebook([
    { text: '## Step 1: One' },
    { code: 'one' },
    { text: '## Step 2: Two\n\nWhy.' },
    detour('**Detour: a long way.** It begins.'),
    aside('long 1'),
    detour('It goes on.'),
    aside('long 2'),
    detour('It has ended.'),
    detour('**Detour: a short way?** It begins, too.'),
    aside('short'),
    detour('It is over.'),
    { text: 'Back on the path.' },
    { code: 'two' },
    { text: 'The end.' },
  ]),
);
const [ENTER, RUN_AND_GO_ON] = ['\r', ['\r', '\r']];
const skipping = (): Progress => newProgress(true);

/** What is printed without footers, code and outputs. */
function textsIn(printed: string): string[] {
  return printed.split('\n').filter((line) => !/^$|^ |^✔/.test(line));
}

describe('a detour', () => {
  it('is named once, where it begins, and its texts follow', async () => {
    assert.deepEqual(textsIn(await read(LESSON, { pressed: [] })), [
      'Step 1: One',
      'Step 2: Two',
      'Why.',
      'Detour: a long way. It has 2 cells, and can be skipped.',
      'It begins.',
      'It goes on.',
      'It has ended.',
      'Detour: a short way? It can be skipped.',
      'It begins, too.',
      'It is over.',
      'Back on the path.',
      'The end.',
    ]);
  });

  it('is passed over by d with all its cells and how it ends, and no other is', async () => {
    for (const before of [RUN_AND_GO_ON, [...RUN_AND_GO_ON, ...RUN_AND_GO_ON]]) {
      const printed = await read(LESSON, { pressed: [...before, 'd'] });
      assert.match(printed, /It begins\.[\s\S]*a short way\?[\s\S]*It is over\.[\s\S]*Back on the path\./);
      assert.doesNotMatch(printed, /It has ended/);
    }
    const first = await read(LESSON, { pressed: [...RUN_AND_GO_ON, 'd', 'd'] });
    assert.doesNotMatch(first, /│ long 2|│ short\n[\s\S]*│ short|It goes on|It is over/);
    assert.match(first, /Back on the path\.[\s\S]*The end\./);
  });

  it('says how it has ended to whoever has gone it, also when the rest of another is passed over', async () => {
    const printed = await read(LESSON, { pressed: [...RUN_AND_GO_ON, ...RUN_AND_GO_ON, ENTER, 'd'] });
    assert.match(printed, /It has ended\.\n\nDetour: a short way\?/);
  });

  it('has no d on the main path, and shows it first among the keys that have room', async () => {
    await assert.rejects(read(LESSON, { pressed: ['d'] }), /does nothing here/);
    const printed = await read(LESSON, { pressed: [...RUN_AND_GO_ON], columns: 80 });
    assert.match(printed, /\n {2}Enter run · d skip detour · h hint · l list · j jump · q quit · \? help/);
    assert.match(
      printed,
      /\n {2}Enter run · h hint · l list · j jump · a all · s no detours · q quit · \? help/,
    );
  });

  it('leaves nothing of itself when detours are skipped, and nothing else is lost', async () => {
    const path = ['Step 1: One', 'Step 2: Two', 'Why.', 'Back on the path.', 'The end.'];
    assert.deepEqual(textsIn(await read(LESSON, { pressed: [], progress: skipping() })), path);
    const log = await read(LESSON, { progress: skipping() });
    assert.deepEqual(textsIn(log), ['Step 1: One', 'Step 2: Two']);
  });

  it('leaves nothing of itself either when it was gone before', async () => {
    const progress = { ...skipping(), done: new Set([1, 2, 3, 4, 5]) };
    assert.doesNotMatch(await read(LESSON, { pressed: ['j', '2', 'q'], progress }), /It is over/);
  });

  it('does not make a text come twice when it is left by s', async () => {
    const printed = await read(LESSON, { pressed: [...RUN_AND_GO_ON, 's'] });
    assert.equal(printed.split('Step 2: Two').length, 2);
    assert.match(printed, /Detours are skipped from here on\.\n\nBack on the path\.\n/);
  });
});

describe('headings and texts', () => {
  it('are there when one jumps to a step that begins with a detour which is skipped', async () => {
    const printed = await read(LESSON, { pressed: ['j', '2'], progress: skipping() });
    assert.match(printed, /Step 2: Two\n\nWhy\.\n\nBack on the path\.\n\n {2}│ two/);
  });

  it('are there when one goes back', async () => {
    const printed = await read(LESSON, {
      pressed: ['j', '2', 'j', '1', 'j', '2', 'p', 'q'],
      progress: skipping(),
    });
    assert.equal(printed.split(/Step 2: Two\n\nWhy/).length, 3);
    assert.match(printed, /│ two\n[\s\S]*Step 1: One\n\n {2}│ one\n[^│]*$/);
  });

  it('name the step and the detour that one goes on with', async () => {
    const goOn = (...done: number[]) => ({ ...newProgress(), at: 1, done: new Set(done) });
    const detour = textsIn(await read(LESSON, { pressed: ['q'], progress: goOn(1, 2) }));
    assert.deepEqual(detour, [
      'Step 2: Two (continued)',
      'Detour: a long way. (continued) It has 2 cells, and can be skipped.',
      'It goes on.',
    ]);
    const path = textsIn(await read(LESSON, { pressed: ['q'], progress: goOn(1, 2, 3, 4) }));
    assert.deepEqual(path, ['Step 2: Two (continued)', 'It is over.', 'Back on the path.']);
  });

  it('do not lead a reader who goes on without detours into one', async () => {
    const progress = { ...skipping(), done: new Set([1]) };
    assert.deepEqual(textsIn(await read(LESSON, { pressed: ['q'], progress })), [
      'Step 2: Two',
      'Why.',
      'Back on the path.',
    ]);
  });
});

describe("the tutorial's texts", () => {
  const notebook = readNotebook(fileURLToPath(new URL('../pipeline.ipynb', import.meta.url)));
  const lesson = () => toLesson(notebook);
  const texts = notebook.cells.filter((cell) => cell.cell_type === 'markdown');
  const shown = (source: string) => `\n\n${renderMarkdown(withoutOpening(source), Infinity, plain)}\n`;
  const [onDetours, onPath] = [true, false].map((isDetour) =>
    texts.filter((cell) => hasTag(cell, 'detour') === isDetour).map(sourceOf),
  ) as [string[], string[]];

  /** Texts that a screen does not show after those before them. */
  function missing(sources: string[], printed: string): string[] {
    let rest = `\n${printed}`;
    return sources.filter((source) => {
      const at = rest.indexOf(shown(source));
      if (at !== -1) rest = rest.slice(at + shown(source).length - 1);
      return at === -1;
    });
  }

  it('are all shown, in their order, to whoever goes all the way', async () => {
    const printed = await read(lesson(), { pressed: [] });
    assert.deepEqual(missing(texts.map(sourceOf), printed), []);
  });

  it('have all eight headings in order without the detours, everything else, and no text of a detour', async () => {
    const printed = await read(lesson(), { pressed: [], progress: skipping() });
    assert.deepEqual(printed.match(/(?<=^Step )\d(?=: )/gm), ['1', '2', '3', '4', '5', '6', '7', '8']);
    assert.deepEqual(missing(onPath, printed), []);
    assert.deepEqual(
      onDetours.filter((source) => printed.includes(shown(source))),
      [],
    );
    const log = await read(lesson(), { progress: skipping() });
    assert.deepEqual(log.match(/(?<=^Step )\d(?=: )/gm), ['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('have the tag "detour" where they lead to one or name one, which they do as they begin', () => {
    for (const [index, cell] of notebook.cells.entries()) {
      const before = notebook.cells[index - 1];
      if (cell.cell_type !== 'code' || !hasTag(cell, 'detour')) continue;
      assert.ok(before && hasTag(before, 'detour'), `it leads to a detour: ${before && sourceOf(before)}`);
    }
    for (const source of onPath) assert.doesNotMatch(source, /\*\*Detour|^(The|\*\*The) remedy/m);
    for (const source of onDetours) {
      assert.doesNotMatch(source.slice(1), /\*\*Detour/);
      assert.deepEqual(headingsIn(source), []);
    }
    for (const { detour } of lesson().steps) assert.notEqual(detour?.name, '');
  });
});
