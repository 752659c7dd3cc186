import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countPart, countProgress, isFinished, newProgress, type Progress } from './progress.js';
import { hintFor, partOf, toLesson } from './steps.js';
import { testNotebook } from './testing/test-project.js';

const lesson = toLesson(
  testNotebook([
    { text: '# The lesson' },
    { code: 'preflight' },
    { text: '## Step 1: A' },
    { code: 'a1', tags: ['detour'], hint: 'aside' },
    { code: 'a2' },
    { text: '### Still in step 1' },
    { code: 'a3', tags: ['checkpoint'], hint: 'look at A' },
    { text: '## Step 3: B' },
    { code: 'b1', tags: ['checkpoint'] },
    { text: '## After' },
    { code: 'c1' },
  ]),
);
const doneWith = (...done: number[]): Progress => ({ ...newProgress(), done: new Set(done) });

describe('the parts of a lesson', () => {
  it('are the headings with code cells, numbered as they say, the others after the one before', () => {
    const seen = lesson.parts.map(({ number, title, steps }) => [number, title, steps.length]);
    assert.deepEqual(seen, [
      [0, 'The lesson', 1],
      [1, 'Step 1: A', 3],
      [3, 'Step 3: B', 1],
      [4, 'After', 1],
    ]);
    assert.deepEqual(
      lesson.steps.map((step) => partOf(lesson, step)?.number),
      [0, 1, 1, 1, 3, 4],
    );
  });

  it('give every cell the hint of the next cell that has one, else their last', () => {
    const hints = lesson.steps.map((step) => hintFor(lesson, step));
    assert.deepEqual(hints, [undefined, 'aside', 'look at A', 'look at A', undefined, undefined]);
  });
});

describe('progress', () => {
  it('counts cells and checkpoints, and no detour that is skipped', () => {
    const progress = doneWith(1, 2, 4);
    assert.deepEqual(countProgress(lesson, progress), {
      cells: { done: 3, total: 6 },
      checkpoints: { done: 1, total: 2 },
    });
    assert.deepEqual(countProgress(lesson, { ...progress, skipDetours: true }).cells, { done: 2, total: 5 });
    assert.deepEqual(lesson.parts[1] && countPart(lesson.parts[1], progress), { done: 2, total: 3 });
  });

  it('has reached the end of what the lesson makes at its last checkpoint', () => {
    assert.equal(isFinished(lesson, doneWith(1, 2, 3, 4)), false);
    assert.equal(isFinished(lesson, doneWith(5)), true);
    assert.equal(isFinished(toLesson(testNotebook([{ code: 'a' }])), doneWith(1)), false);
  });
});
