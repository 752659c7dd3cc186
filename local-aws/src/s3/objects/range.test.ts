import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRange } from './range.js';

describe('parseRange', () => {
  const rows: [header: string, size: number, expected: [start: number, end: number] | undefined][] = [
    ['bytes=0-0', 10, [0, 0]],
    ['bytes=2-5', 10, [2, 5]],
    ['bytes=2-', 10, [2, 9]],
    ['bytes=2-99', 10, [2, 9]],
    ['bytes=-3', 10, [7, 9]],
    ['bytes=-99', 10, [0, 9]],
    ['bytes=5-2', 10, undefined],
    ['bytes=0-1,3-4', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=a-b', 10, undefined],
    ['lines=0-1', 10, undefined],
    ['', 10, undefined],
  ];
  for (const [header, size, expected] of rows) {
    it(`reads '${header}' of ${size} bytes as ${expected ?? 'no range'}`, () => {
      const range = parseRange(header, size);
      assert.deepEqual(range && [range.start, range.end], expected);
    });
  }

  for (const [header, size] of [
    ['bytes=10-', 10],
    ['bytes=10-12', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
  ] as const) {
    it(`refuses '${header}' of ${size} bytes`, () => {
      assert.throws(() => parseRange(header, size), {
        code: 'InvalidRange',
        status: 416,
        details: { RangeRequested: header, ActualObjectSize: size },
      });
    });
  }
});
