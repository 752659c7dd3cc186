import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProgress } from './progress.js';
import { showHelp, showList } from './show.js';
import { type Step, toLesson } from './steps.js';
import { testNotebook } from './testing/test-project.js';
import { createTestScreen } from './testing/test-screen.js';

const LESSON = toLesson(
  testNotebook([
    { text: '# Ingest streaming data into AWS using Kinesis Firehose' },
    { code: '0' },
    { text: '## Step 1: Short' },
    { code: '1' },
  ]),
);

function list(columns: number): string {
  const screen = createTestScreen({ columns });
  showList(screen, LESSON, newProgress(), LESSON.steps[0] as Step);
  return screen.printed();
}

describe('the list of the steps', () => {
  const title = 'Ingest streaming data into AWS using Kinesis Firehose (0/1)';

  it('has a line for each, which says where one is', () => {
    assert.equal(list(100), `\n  ·  0  ${title} ← you are here\n  ·  1  Short (0/1)\n`);
  });

  it('breaks a line between words where it is too long, and goes on below its title', () => {
    assert.equal(list(80), `\n  ·  0  ${title}\n        ← you are here\n  ·  1  Short (0/1)\n`);
    for (const columns of [30, 40, 60]) {
      for (const line of list(columns).split('\n')) assert.ok(line.length <= columns, line);
    }
  });
});

describe('the help', () => {
  it('has a line for each key, and fits into a narrow terminal', () => {
    const screen = createTestScreen({ columns: 40 });
    showHelp(screen);
    const lines = screen.printed().trimEnd().split('\n');
    for (const line of lines) assert.ok(line.length <= 40, line);
    for (const key of ['Enter', 'r', 'h', 'p', 'l', 'j', 'a', 'd', 's', 'q', 'Ctrl-C']) {
      assert.ok(
        lines.some((line) => line.startsWith(`  ${key.padEnd(8)}`)),
        key,
      );
    }
  });
});
