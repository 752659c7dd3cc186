import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestScreen } from '../testing/test-screen.js';
import { errorText } from './error-text.js';
import { eraseLines, showFooter } from './footer.js';
import { inWords } from './in-words.js';

describe('the footer', () => {
  const keys = ['Enter run', 'h hint', 'l list', 'q quit', '? help'].map((each) => {
    const [key = '', does = ''] = each.split(' ');
    return { key, does };
  });
  const footer = { cells: { done: 12, total: 24 }, checkpoints: { done: 1, total: 8 }, keys };

  it('tells progress and keys, and is followed by the next line where nothing can be drawn again', () => {
    const screen = createTestScreen({ columns: 80 });
    showFooter(screen, footer)();
    assert.equal(
      screen.printed(),
      '\n  12/24 cells · 1/8 checkpoints\n  Enter run · h hint · l list · q quit · ? help\n',
    );
  });

  it('draws a bar where there is room, and is erased again on a live screen', () => {
    const screen = createTestScreen({ isLive: true, columns: 80 });
    const remove = showFooter(screen, footer);
    assert.match(screen.printed(), /^\n {2}━{12}─{12} {2}12\/24 cells/);
    const before = screen.printed().length;
    remove();
    assert.equal(screen.printed().slice(before), '\x1b[1A\r\x1b[J\x1b[A');
  });

  it('leaves out what has no room, but neither the first key nor how to quit and to get help', () => {
    for (const [columns, shown] of [
      [42, 'Enter run · h hint · q quit · ? help'],
      [20, 'Enter run · q quit · ? help'],
    ] as const) {
      const screen = createTestScreen({ columns });
      showFooter(screen, footer);
      assert.equal(screen.printed().split('\n').at(-1), `  ${shown}`);
    }
  });

  it('uses a line to its last column but one', () => {
    for (const [columns, shown] of [
      [48, 'Enter run · h hint · l list · q quit · ? help'],
      [47, 'Enter run · h hint · q quit · ? help'],
    ] as const) {
      const screen = createTestScreen({ columns });
      showFooter(screen, footer);
      assert.equal(screen.printed().split('\n').at(-1), `  ${shown}`);
    }
  });

  it('is erased as a whole when the terminal has become narrower', () => {
    const screen = createTestScreen({ isLive: true, columns: 10 });
    eraseLines(screen, ['0123456789abc', '', 'x']);
    assert.equal(screen.printed(), '\x1b[3A\r\x1b[J');
  });
});

describe('text for a screen reader', () => {
  it('has words instead of symbols', () => {
    assert.equal(
      inWords('✔ held\n✘ broken\n• one · two …\n≤ 5 MiB ← here  \nWhich? '),
      'OK: held\nWRONG: broken\n- one, two ...\nat most 5 MiB here\nWhich? ',
    );
  });

  it('has no frames, rules, bars or charts', () => {
    assert.equal(
      inWords('Title\n═════\n  │ code\na  b\n─  ─\n1  2\n▁▂▇█ ⣿\n'),
      'Title\n    code\na  b\n1  2\n',
    );
  });
});

describe('an error on the terminal', () => {
  const failure = (...traceback: string[]) => ({ ename: 'StepError', evalue: 'first\nsecond', traceback });

  it('is its message and the first of the own files, not its stack', () => {
    const text = errorText(
      failure(
        '/a lesson/helpers/bucket.js:7',
        '  throw new StepError();',
        '  ^',
        '',
        'StepError: first',
        'second',
        '    at send (/a lesson/node_modules/@aws-sdk/x.js:1:2)',
        '    at ensure (/a lesson/helpers/bucket.js:7:26)',
        '    at evalmachine.<anonymous>:3:30 {',
        "  code: 'x'",
        '}',
      ),
      '/a lesson',
    );
    assert.equal(text, 'StepError: first\nsecond\nin helpers/bucket.ts');
  });

  it('is its name and text when there is no trace', () => {
    assert.equal(errorText(failure(), '/a'), 'StepError: first\nsecond');
  });

  it('is cut when it is a wall', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const text = errorText(failure('StepError: x', ...lines), '/a');
    assert.equal(text.split('\n').length, 13);
    assert.match(text, /\nline 10\n… \(19 more lines\)$/);
  });
});
