import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ManualClock, systemClock } from './clock.js';

const MINUTE = 60_000;

describe('the clock of the machine', () => {
  // Its timers keep no process alive, so the test must.
  let alive: NodeJS.Timeout;
  before(() => {
    alive = setInterval(() => {}, MINUTE);
  });
  after(() => clearInterval(alive));

  it('shows the time of day, and lets the time of AWS pass as fast as it is told', async () => {
    const clock = systemClock(10_000);
    const before = Date.now();
    const since = clock.now();
    assert.ok(since >= before && since <= Date.now());
    await new Promise<void>((resume) => clock.after(10 * MINUTE, resume)); // 60 ms
    assert.ok(clock.elapsed(since) >= 10 * MINUTE);
  });

  it('calls off what was called off', async () => {
    const clock = systemClock(1000);
    let calls = 0;
    const callOff = clock.after(1, () => {
      calls += 1;
    });
    callOff();
    await new Promise<void>((resume) => clock.after(20_000, resume));
    assert.equal(calls, 0);
  });

  it('waits for what is due in months without calling at once', async () => {
    const clock = systemClock();
    let calls = 0;
    const callOff = clock.after(2 ** 40, () => {
      calls += 1;
    });
    await new Promise<void>((resume) => clock.after(10, resume));
    assert.equal(calls, 0);
    callOff();
  });

  it('can be moved: what falls due on the way is done in its order, and the rest comes nearer', {
    timeout: 20_000,
  }, async () => {
    const clock = systemClock(10);
    const since = clock.now();
    const seen: [name: string, stamp: number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now() - since]);
    clock.after(2 * MINUTE, note('second'));
    clock.after(MINUTE, () => {
      note('first')();
      clock.after(MINUTE / 2, note('on the way'));
    });
    clock.after(MINUTE, note('called off'))();
    const rest = new Promise<void>((resume) => clock.after(60 * MINUTE + 20, resume));
    clock.advance(60 * MINUTE);
    assert.deepEqual(
      seen.map(([name]) => name),
      ['first', 'on the way', 'second'],
    );
    for (const [i, due] of [MINUTE, 1.5 * MINUTE, 2 * MINUTE].entries()) {
      const stamp = seen[i]?.[1] ?? 0;
      assert.ok(stamp >= due / 10 && stamp < 6 * MINUTE, `done at its time, not at the end: ${stamp}`);
    }
    assert.ok(clock.elapsed(since) >= 60 * MINUTE);
    assert.ok(clock.now() >= since + 6 * MINUTE, 'stamps move by a tenth of it');
    await rest;
    assert.equal(seen.length, 3, 'nothing is done twice');
  });

  it('can start ahead of the machine', () => {
    assert.ok(systemClock(1, MINUTE).now() >= Date.now() + MINUTE - 1_000);
  });

  it('cannot stand still or go backwards', () => {
    for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => systemClock(scale), RangeError);
    }
  });
});

describe('the clock of a test', () => {
  it('moves only when it is moved, and runs what falls due in its order, at its time', () => {
    const clock = new ManualClock('2026-01-01T00:00:00Z');
    const start = clock.now();
    const seen: [name: string, at: number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now() - start]);
    clock.after(20, note('second'));
    clock.after(10, () => {
      note('first')();
      clock.after(5, note('on the way'));
    });
    clock.after(30, note('at the end'));
    clock.after(31, note('too late'));
    clock.after(15, note('called off'))();
    clock.advance(30);
    assert.deepEqual(seen, [
      ['first', 10],
      ['on the way', 15],
      ['second', 20],
      ['at the end', 30],
    ]);
    assert.equal(clock.elapsed(start), 30);
  });
});
