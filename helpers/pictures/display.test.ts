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
    const printed = printedBy(`Object.assign(process.stdout, { isTTY: true, columns: 30 });\n${TANK}`);
    const lines = printed.slice(0, -FLUSHED.length).split('\r\x1b[K');
    assert.equal(printed.slice(-FLUSHED.length), FLUSHED);
    assert.deepEqual([lines[0], lines[1], lines.at(-1)], ['', '0 B of 1 MiB, 0 of 60 s. Empt', '']);
    assert.ok(lines.every((line) => line.length < 30));
  });
});
