import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawTank } from './tank.js';
import { readSvg } from './testing/svg.js';

const MIB = 1024 * 1024;
const LIMITS = { sizeInMBs: 5, intervalInSeconds: 60 };
const RULE = 'The buffer flushes at 5 MiB or 60 s, whichever comes first';
const EMPTY = '░'.repeat(24);
const FULL = '█'.repeat(24);

describe('the tank as text', () => {
  it('says how full it is in size and in time, and what is left', () => {
    const { text, line } = drawTank(LIMITS, { bytes: 1.25 * MIB, seconds: 30.4 });
    assert.equal(
      text,
      [
        RULE,
        `size  ${'█'.repeat(6)}${'░'.repeat(18)}  1.3 MiB of 5 MiB`,
        `time  ${'█'.repeat(12)}${'░'.repeat(12)}  30 of 60 s`,
        '30 of 60 s left until it flushes',
      ].join('\n'),
    );
    assert.equal(line, '1.3 MiB of 5 MiB, 30 of 60 s. 30 of 60 s left until it flushes');
  });

  it('is empty until the first record arrives, which starts the time', () => {
    const { text } = drawTank(LIMITS, { bytes: 0, seconds: 0 });
    const state = 'Empty: the time starts with the first record';
    assert.equal(text, `${RULE}\nsize  ${EMPTY}  0 B of 5 MiB\ntime  ${EMPTY}  0 of 60 s\n${state}`);
  });

  it('says so when it is full, or its time is up', () => {
    assert.match(
      drawTank(LIMITS, { bytes: 5 * MIB, seconds: 3 }).text,
      /5.0 MiB of 5 MiB\n.*\nFull: it flushes now$/,
    );
    assert.match(
      drawTank(LIMITS, { bytes: 1, seconds: 59.9 }).text,
      /59 of 60 s\n1 of 60 s left until it flushes$/,
    );
    assert.match(drawTank(LIMITS, { bytes: 1, seconds: 60 }).text, /60 of 60 s\nTime is up: it flushes now$/);
  });

  it('says what it is told is left, once its time is up and not before', () => {
    const left = 'longer than usual: gives up in 48 s';
    assert.match(
      drawTank(LIMITS, { bytes: 1, seconds: 59, left }).text,
      /\n1 of 60 s left until it flushes$/,
    );
    const late = drawTank(LIMITS, { bytes: 1, seconds: 72, left });
    assert.match(late.text, new RegExp(`72 of 60 s\nTime is up: ${left}$`));
    assert.match(
      drawTank(LIMITS, { bytes: 1, seconds: 72, left }, true).text,
      /\nFlushed: 60 s were over first$/,
    );
  });

  it('is full beyond its limits, and keeps the numbers', () => {
    const { text } = drawTank(LIMITS, { bytes: 7 * MIB, seconds: 75 });
    const state = 'Full: it flushes now';
    assert.equal(text, `${RULE}\nsize  ${FULL}  7.0 MiB of 5 MiB\ntime  ${FULL}  75 of 60 s\n${state}`);
  });

  it('says which limit came first once it is flushed, though it was last looked at before', () => {
    const small = drawTank(LIMITS, { bytes: 113, seconds: 57 }, true).text;
    assert.equal(
      small,
      `${RULE}\nsize  ${EMPTY}  113 B of 5 MiB\ntime  ${FULL}  60 of 60 s\nFlushed: 60 s were over first`,
    );
    const large = drawTank(LIMITS, { bytes: 4.9 * MIB, seconds: 20 }, true).text;
    assert.match(
      large,
      /size {2}█{24} {2}5.0 MiB of 5 MiB\ntime {2}█{8}░{16} {2}20 of 60 s\nFlushed: 5 MiB were reached first$/,
    );
  });

  it('does not take a small buffer for full when it was flushed before anybody looked', () => {
    const { text } = drawTank(LIMITS, { bytes: 360, seconds: 0 }, true);
    assert.match(text, /360 B of 5 MiB\n.* 60 of 60 s\nFlushed: 60 s were over first$/);
  });

  it('does not wait with an interval of 0 s', () => {
    const { text } = drawTank({ sizeInMBs: 1, intervalInSeconds: 0 }, { bytes: 1, seconds: 0 });
    assert.match(text, /time {2}█{24} {2}0 of 0 s\nTime is up: it flushes now$/);
  });
});

describe('the tank as a picture', () => {
  it('is well-formed and holds what the text says', () => {
    const { texts, title } = readSvg(drawTank(LIMITS, { bytes: 1.25 * MIB, seconds: 30 }).svg ?? '');
    assert.deepEqual(
      [
        '30 of 60 s left until it flushes',
        RULE,
        'size',
        '1.3 MiB of 5 MiB',
        'time',
        '30 of 60 s',
        'flush',
      ].filter((text) => !texts.includes(text)),
      [],
    );
    assert.equal(title, `${RULE}. 1.3 MiB of 5 MiB, 30 of 60 s. 30 of 60 s left until it flushes.`);
  });

  it('stays within itself when the numbers go beyond', () => {
    const column = (seconds: number) =>
      drawTank(LIMITS, { bytes: 0, seconds }).svg?.match(/<path d="([^"]*)" fill="#b04a00"/)?.[1];
    assert.match(column(60) ?? '', /^M/);
    assert.equal(column(6000), column(60));
    assert.notEqual(column(59), column(60));
  });
});
