import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describePace,
  formatBytes,
  formatCount,
  formatTimeLeft,
  gauge,
  shortenEnd,
  shortenMiddle,
  sparkline,
} from './text.js';

describe('numbers', () => {
  it('have bytes in the unit that suits them, with one decimal', () => {
    const sizes = [0, 1, 1023, 1024, 13_704, 1_048_524, 1_048_525, 5 * 1024 ** 2, 2 * 1024 ** 3, 1024 ** 5];
    const texts = [
      '0 B',
      '1 B',
      '1023 B',
      '1.0 KiB',
      '13.4 KiB',
      '1023.9 KiB',
      '1.0 MiB',
      '5.0 MiB',
      '2.0 GiB',
      '1024.0 TiB',
    ];
    assert.deepEqual(sizes.map(formatBytes), texts);
  });

  it('have their thousands set apart', () => {
    assert.deepEqual([0, 999, 2922, 1_000_000].map(formatCount), ['0', '999', '2,922', '1,000,000']);
  });
});

describe('a time that is left', () => {
  it('is in whole seconds, from two minutes on in minutes, never too short, and never negative', () => {
    const times = [-3, 0, 0.1, 1, 59.2, 119, 119.1, 120, 121, 540, 540.1];
    const texts = ['0 s', '0 s', '1 s', '1 s', '60 s', '119 s', '2 min', '2 min', '3 min', '9 min', '10 min'];
    assert.deepEqual(times.map(formatTimeLeft), texts);
  });
});

describe('a pace', () => {
  it('says how much is done, and about how long the rest takes as it went so far', () => {
    assert.equal(describePace(974, 2922, 'sent', 2), '974 of 2,922 sent; about 4 s left');
    assert.equal(describePace(0, 2922, 'sent', 2), '0 of 2,922 sent');
    assert.equal(describePace(10, 10, 'sent', 2), '10 of 10 sent; about 0 s left');
  });
});

describe('a gauge', () => {
  it('is empty at 0, full at 1 and beyond, and never full before', () => {
    assert.deepEqual(
      [-1, 0, 0.24, 0.25, 0.999, 1, 7].map((ratio) => gauge(ratio, 4)),
      ['░░░░', '░░░░', '░░░░', '█░░░', '███░', '████', '████'],
    );
  });
});

describe('a sparkline', () => {
  it('runs from the lowest value to the highest, with a gap where there is none', () => {
    assert.equal(sparkline([0, 1, undefined, 3, 7], 0, 7), '▁▂ ▄█');
  });

  it('is flat where all values are the same', () => {
    assert.equal(sparkline([5, 5], 5, 5), '▁▁');
  });

  it('keeps values beyond its ends at its ends', () => {
    assert.equal(sparkline([-9, 9], 0, 1), '▁█');
  });
});

describe('a long text', () => {
  it('keeps both ends, or its beginning, and is as long as it may be', () => {
    assert.equal(shortenMiddle('0123456789', 10), '0123456789');
    assert.equal(shortenMiddle('0123456789a', 10), '01234…789a');
    assert.equal(shortenMiddle('0123456789a', 5), '01…9a');
    assert.equal(shortenEnd('0123456789', 10), '0123456789');
    assert.equal(shortenEnd('0123456789a', 10), '012345678…');
  });

  it('counts characters, not halves of them, and moves no cursor', () => {
    assert.equal(shortenMiddle('🌡🌡🌡🌡', 3), '🌡…🌡');
    assert.equal(shortenEnd('a\x1b[2Jb\nc', 20), 'a [2Jb c');
  });
});
