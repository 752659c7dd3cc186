import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoInstant } from './instant.js';

const DAY_MS = 86_400_000;

describe('isoInstant', () => {
  it('writes what toISOString writes, for any order of instants from the first to the last that there is', () => {
    const edges = [0, 1, 999, 1_000, 59_999, 60_000, 3_599_999, 3_600_000, DAY_MS - 1, DAY_MS];
    const bases = [
      0,
      Date.parse('2026-11-23'),
      Date.parse('9999-12-31'),
      -8.64e15 + DAY_MS,
      8.64e15 - DAY_MS,
    ];
    const around = bases.flatMap((base) => edges.flatMap((edge) => [base + edge, base - edge]));
    let step = 0x1234_5678;
    for (let i = 0; i < 2_000; i += 1) {
      step = (Math.imul(step, 1_664_525) + 1_013_904_223) >>> 0;
      around.push((step - 2 ** 31) * 1_237);
    }
    for (const time of [...around, ...[...around].reverse()]) {
      const instant = new Date(time);
      assert.equal(isoInstant(instant), instant.toISOString());
    }
  });

  it('refuses a date that is none, as toISOString does', () => {
    isoInstant(new Date(0));
    assert.throws(() => isoInstant(new Date(Number.NaN)), RangeError);
    assert.equal(isoInstant(new Date(0)), '1970-01-01T00:00:00.000Z');
  });
});
