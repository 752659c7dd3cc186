import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nowAndThen } from './now-and-then.js';

/** The seconds at which a line comes through, when there is something new every 200 ms for so long. */
function linesWithin(seconds: number): number[] {
  let ms = 5_000;
  const isTime = nowAndThen(() => ms);
  const lines: number[] = [];
  for (; ms <= 5_000 + seconds * 1000; ms += 200) if (isTime()) lines.push((ms - 5_000) / 1000);
  return lines;
}

describe('lines now and then', () => {
  it('are none for what is over within two seconds', () => {
    assert.deepEqual(linesWithin(1.8), []);
  });

  it('come after two seconds, and then every fifteen', () => {
    assert.deepEqual(linesWithin(80), [2, 17, 32, 47, 62, 77]);
  });

  it('come late rather than all at once when nothing was new for long', () => {
    let ms = 0;
    const isTime = nowAndThen(() => ms);
    assert.equal(isTime(), false);
    ms = 100_000;
    assert.deepEqual([isTime(), isTime()], [true, false]);
  });
});
