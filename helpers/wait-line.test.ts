import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineOnTerminal } from './testing/terminal.js';
import { atMost, longerThanUsual, type Tell, usuallyUnder, withClock, withLine } from './wait-line.js';

const words = {
  doing: () => 'CREATING',
  done: (status: string) => status,
  left: usuallyUnder(60, 600),
};

describe('the line about a wait', () => {
  it('says what goes on, how long it has, and what is left; it gives what was found', async (t) => {
    const shown = lineOnTerminal(t);
    const wait = async (tell: Tell) => {
      tell(12.34);
      return 'ACTIVE';
    };
    assert.equal(await withLine(words, wait), 'ACTIVE');
    assert.deepEqual(shown(), ['CREATING … 12.3 s, usually under 60 s, at most 10 min', '']);
  });

  it('is taken away when the wait fails, which it passes on', async (t) => {
    const shown = lineOnTerminal(t);
    const fault = new Error('no');
    const wait = async (tell: Tell) => {
      tell(1);
      throw fault;
    };
    await assert.rejects(withLine(words, wait), (error) => error === fault);
    assert.equal(shown().at(-1), '');
  });

  it('is not there when there was nothing to wait for', async (t) => {
    const shown = lineOnTerminal(t);
    assert.equal(await withLine(words, async () => 'ACTIVE'), 'ACTIVE');
    assert.deepEqual(shown(), []);
  });

  it('goes to who takes it, with the seconds of AWS', async (t) => {
    const shown = lineOnTerminal(t);
    const lines: string[] = [];
    const wait = async (tell: Tell) => {
      tell(1);
      tell(2);
      return 'ACTIVE';
    };
    const left = atMost(120, 30);
    await withLine({ ...words, left, timeScale: 30 }, wait, (line) => lines.push(line));
    assert.deepEqual(lines, [
      'CREATING … 30.0 AWS seconds, at most 119 s more here',
      'CREATING … 60.0 AWS seconds, at most 118 s more here',
    ]);
    assert.deepEqual(shown(), []);
  });
});

describe('the line about something that tells nothing itself', () => {
  const clockWords = { doing: () => 'Starting', done: () => 'It runs', left: atMost(20) };

  it('is there from two seconds on, and goes when it is over', async (t) => {
    const shown = lineOnTerminal(t);
    t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
    const { promise, resolve } = withResolvers();
    const waiting = withClock(clockWords, () => promise);
    t.mock.timers.tick(1_900);
    assert.deepEqual(shown(), []);
    t.mock.timers.tick(100);
    assert.deepEqual(shown(), ['Starting … 2.0 s, at most 18 s more']);
    resolve();
    await waiting;
    assert.equal(shown().at(-1), '');
    const before = shown().length;
    t.mock.timers.tick(10_000);
    assert.equal(shown().length, before);
  });

  it('is not there when it is over at once, and when it fails at once', async (t) => {
    const shown = lineOnTerminal(t);
    await withClock(clockWords, async () => {});
    await assert.rejects(
      withClock(clockWords, async () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.deepEqual(shown(), []);
  });
});

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('what is left', () => {
  it('is the usual time, and once that is over the end of patience', () => {
    const left = usuallyUnder(60, 600);
    assert.equal(left(59.9), 'usually under 60 s, at most 10 min');
    assert.equal(left(60), 'longer than usual: gives up in 9 min');
    assert.equal(left(599.5), 'longer than usual: gives up in 1 s');
  });

  it('is usual by the time of AWS, and patience ends by that of this machine', () => {
    const left = usuallyUnder(60, 600, 30);
    assert.equal(left(1.9), 'usually under 60, at most 10 min here');
    assert.equal(left(2), 'longer than usual: gives up in 10 min here');
  });

  it('is the end of patience alone where nobody knows more', () => {
    assert.equal(atMost(120)(0.2), 'at most 2 min more');
    assert.equal(atMost(120)(72), 'at most 48 s more');
  });

  it('is never less than nothing', () => {
    assert.equal(longerThanUsual(-2), 'longer than usual: gives up in 0 s');
    assert.equal(atMost(120)(121), 'at most 0 s more');
    assert.equal(usuallyUnder(60, 600)(605), 'longer than usual: gives up in 0 s');
  });
});
