import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a script prints, and whether its process ends by itself. */
function printedBy(script: string): string {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 30_000 });
  assert.equal(run.stderr, '');
  assert.deepEqual([run.status, run.signal], [0, null]);
  return run.stdout;
}

const TANK = `
  import { showTank } from './helpers/pictures/tank.ts';
  const tank = showTank({ sizeInMBs: 1, intervalInSeconds: 60 });
  for (let seconds = 1; seconds <= 60; seconds += 1) tank.update({ bytes: 100, seconds });
  tank.flushed();
`;
const FLUSHED = [
  'The buffer flushes at 1 MiB or 60 s, whichever comes first',
  `size  ${'░'.repeat(24)}  100 B of 1 MiB`,
  `time  ${'█'.repeat(24)}  60 of 60 s`,
  'Flushed: 60 s were over first',
  '',
].join('\n');

/** Makes standard output a terminal, with colours or without. */
function onTerminal({ columns = 80, hasColors = true } = {}): string {
  return `Object.assign(process.stdout, { isTTY: true, columns: ${columns}, hasColors: () => ${hasColors} });`;
}

describe('a picture in a script, outside the kernel', () => {
  it('is printed as text', () => {
    const script = `
      import { showArchitecture } from './helpers/pictures/architecture.ts';
      import { showTree } from './helpers/pictures/tree.ts';
      showArchitecture(2);
      showTree(['a/b'], [5]);
    `;
    assert.match(printedBy(script), /^Step 2 of 8: the S3 bucket\n.*\[S3 bucket\]\n.*\n.*\n└─ a\/\n/);
  });

  it('is printed once, in its last state, when it is live and the output is no terminal', () => {
    assert.equal(printedBy(TANK), FLUSHED);
  });

  it('is one line that is written again on a terminal, cut to its width, and then its text', () => {
    const printed = printedBy(`${onTerminal({ columns: 30 })}\n${TANK}`);
    const lines = printed.slice(0, -FLUSHED.length).split('\r\x1b[K');
    assert.equal(printed.slice(-FLUSHED.length), FLUSHED);
    assert.deepEqual([lines[0], lines[1], lines.at(-1)], ['', '0 B of 1 MiB, 0 of 60 s. Empt', '']);
    assert.ok(lines.every((line) => line.length < 30));
  });

  it('is a line now and then on a terminal that cannot draw again, without control characters', () => {
    const clock = 'let ms = 0;\nperformance.now = () => ms;';
    const slow = TANK.replace('tank.update', 'ms = seconds * 1000, tank.update');
    const printed = printedBy(`${onTerminal({ hasColors: false })}\n${clock}\n${slow}`);
    const left = [
      ...printed.matchAll(/^100 B of 1 MiB, \d+ of 60 s\. (\d+) of 60 s left until it flushes$/gm),
    ].map(([, s]) => s);
    assert.deepEqual(left, ['58', '43', '28', '13']);
    assert.ok(
      printed.endsWith(`13 of 60 s left until it flushes\n${FLUSHED}`) && !printed.includes('\x1b'),
      printed,
    );
  });
});

describe('a live line in a script', () => {
  const LINE = `
    import { createLiveLine } from './helpers/pictures/live-line.ts';
    const line = createLiveLine();
    line.show('first');
    line.show('second, at once');
    line.end('done');
  `;

  it('is written in place on a terminal, and leaves nothing behind', () => {
    assert.equal(printedBy(`${onTerminal()}\n${LINE}`), '\r\x1b[Kfirst\r\x1b[K');
  });

  it('is silent where there is no terminal, and where nothing was shown', () => {
    assert.equal(printedBy(LINE), '');
    const silent = LINE.replaceAll(/line\.show.*/g, '');
    assert.equal(printedBy(`${onTerminal()}\n${silent}`), '');
  });
});
