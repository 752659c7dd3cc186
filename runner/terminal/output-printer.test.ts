import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutputEvent } from '../kernel/outputs.js';
import { createTestScreen } from '../testing/test-screen.js';
import { createOutputPrinter } from './output-printer.js';

const stream = (text: string): OutputEvent => ({
  output: { output_type: 'stream', name: 'stdout', text },
  update: false,
});
const display = (text: string, update: boolean): OutputEvent => ({
  output: { output_type: 'display_data', data: { 'text/plain': text }, metadata: {} },
  displayId: 'd',
  update,
});

function printed(isLive: boolean, events: OutputEvent[], late: OutputEvent[] = []): string {
  const screen = createTestScreen({ isLive, columns: 10 });
  const printer = createOutputPrinter(screen, '/lesson');
  for (const event of events) printer.show(event);
  printer.finish();
  for (const event of late) printer.show(event);
  return screen.printed();
}

describe('what a cell prints', () => {
  it('is for a screen reader what a picture tells it, where others see the picture', () => {
    const svg = '<svg role="img" aria-label="One &amp; two. Lit: one." width="9"><title>x</title></svg>';
    const data = { 'image/svg+xml': svg, 'text/plain': '[one]──▶ two' };
    const picture: OutputEvent = {
      output: { output_type: 'display_data', data, metadata: {} },
      update: false,
    };
    for (const [isPlain, shown] of [
      [true, 'One & two.\nLit: one.\n'],
      [false, '[one]──▶ two\n'],
    ] as const) {
      const screen = createTestScreen({ isPlain, columns: 12 });
      createOutputPrinter(screen, '/lesson').show(picture);
      assert.equal(screen.printed(), shown);
    }
  });

  it('goes out as it comes, and ends with a whole line', () => {
    for (const isLive of [true, false]) {
      assert.equal(printed(isLive, [stream('a'), stream('b\nc')]), 'ab\nc\n');
    }
  });

  it('begins on a new line when it is no stream', () => {
    const error: OutputEvent = {
      output: { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['E: v'] },
      update: false,
    };
    assert.equal(printed(false, [stream('a'), error, stream('b')]), 'a\nE: v\nb\n');
  });
});

describe('an error', () => {
  const error = (evalue: string): OutputEvent => ({
    output: {
      output_type: 'error',
      ename: 'E',
      evalue,
      traceback: [...`E: ${evalue}`.split('\n'), '    at somewhere'],
    },
    update: false,
  });

  it('is printed without its stack, broken between words', () => {
    assert.equal(printed(false, [error('one two three\n  4')]), 'E: one two\nthree\n  4\n');
  });

  it('is not printed when a checkpoint that does not hold has just said the same', () => {
    assert.equal(printed(false, [stream('✘ claim\n  why\n'), error('claim\n  why')]), '✘ claim\n  why\n');
    assert.equal(printed(false, [stream('✘ claim\n'), error('other')]), '✘ claim\nE: other\n');
  });
});

describe('a live display', () => {
  const events = [
    stream('a\n'),
    display('1/3', false),
    display('2/3', true),
    stream('b\n'),
    display('3/3', true),
  ];

  it('is printed once, in its last state and its place, where there is no terminal', () => {
    assert.equal(printed(false, events), 'a\n3/3\nb\n');
  });

  /** What a display says for forty seconds: before the cell's end, and at it. */
  function slowly(columns?: number): [string, string] {
    const screen = createTestScreen({ columns });
    let ms = 0;
    const printer = createOutputPrinter(screen, '/lesson', () => ms);
    printer.show(stream('refused'));
    for (; ms <= 40_000; ms += 200) {
      printer.show(display(`the buffer\n${60 - ms / 1000} s left\n`, ms > 0));
      printer.show(stream('x'));
    }
    const before = screen.printed();
    printer.finish();
    return [before, screen.printed().slice(before.length)];
  }

  it('is told of now and then on a terminal that cannot draw again, by the last line of its text', () => {
    const [before, end] = slowly(60);
    assert.equal(before, 'refused\n58 s left\n43 s left\n28 s left\n');
    assert.match(end, /^the buffer\n20 s left\nx{201}\n$/);
  });

  it('is not told of on the way where there is no terminal', () => {
    const [before, end] = slowly();
    assert.equal(before, 'refused');
    assert.match(end, /^\nthe buffer\n20 s left\nx{201}\n$/);
  });

  it('is drawn again in place on a terminal, with what was printed after it', () => {
    const up = (rows: number) => `\x1b[${rows}A\x1b[J`;
    const states = ['1/3\n', `${up(1)}2/3\n`, `${up(1)}2/3\nb\n`, `${up(2)}3/3\nb\n`, `${up(2)}3/3\nb\n`];
    assert.equal(printed(true, events), `a\n${states.join('')}`);
  });

  it('is cut to what the terminal can show, until its cell has ended', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}\n`);
    const text = printed(true, [display('1/2', false), stream(lines.join(''))]);
    assert.equal(text, `1/2\n\x1b[1A\x1b[J${lines.slice(-23).join('')}\x1b[23A\x1b[J1/2\n${lines.join('')}`);
  });

  it('is erased as a whole when it takes several lines, one of them longer than the terminal', () => {
    const text = printed(true, [display('0123456789abc\nx', false), display('y', true)]);
    assert.equal(text, '0123456789\nabc\nx\n\x1b[3A\x1b[Jy\n\x1b[1A\x1b[Jy\n');
  });

  it('of an earlier cell is shown again, in its last state, by the cell that changes it', () => {
    assert.equal(printed(false, [stream('a\n'), display('2/3', true), display('3/3', true)]), 'a\n3/3\n');
    assert.equal(
      printed(true, [display('2/3', true), display('3/3', true)]),
      '2/3\n\x1b[1A\x1b[J3/3\n\x1b[1A\x1b[J3/3\n',
    );
  });

  it('is left alone once its cell has ended, while late text is printed', () => {
    for (const isLive of [true, false]) {
      const before = printed(isLive, [display('1/2', false)]);
      const after = printed(isLive, [display('1/2', false)], [display('2/2', true), stream('late\n')]);
      assert.equal(after, `${before}late\n`);
    }
  });
});
