import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createTestScreen } from '../testing/test-screen.js';
import { showBusy } from './busy.js';

/** What stands on a screen after a cell has run in silence for so many seconds, and after its end. */
function printed(
  t: TestContext,
  seconds: number,
  kind: Parameters<typeof createTestScreen>[0],
): [string, string] {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
  const screen = createTestScreen(kind);
  const stop = showBusy(screen, 300_000);
  for (let ms = 0; ms < seconds * 1000; ms += 100) t.mock.timers.tick(100);
  const before = screen.printed();
  stop();
  t.mock.timers.tick(60_000);
  return [before, screen.printed().slice(before.length)];
}

describe('a cell that runs in silence', () => {
  const live = { isLive: true, columns: 60 };

  it('is told of in place on a terminal, and no longer when it has ended', (t) => {
    const [before, after] = printed(t, 3, live);
    const erase = '\r\x1b[J';
    assert.equal(before, `${erase}Running … 2 s, at most 5 min${erase}Running … 3 s, at most 5 min`);
    assert.equal(after, erase);
  });

  it('is not when it is over soon', (t) => {
    assert.deepEqual(printed(t, 1.9, live), ['', '']);
  });

  it('is told of now and then where nothing can be drawn again', (t) => {
    const [before, after] = printed(t, 40, { columns: 60 });
    const seconds = [...before.matchAll(/^Running … (\d+) s, at most 5 min$/gm)].map(([, each]) => each);
    assert.deepEqual([seconds, after], [['3', '18', '33'], '']);
  });

  it('is not where there is no terminal', (t) => {
    assert.deepEqual(printed(t, 40, {}), ['', '']);
  });
});
