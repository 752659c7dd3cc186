/** A room as it is seen from another machine: its addresses exist in a network namespace only (Linux). */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CleanCopy, createCleanCopy } from './testing/clean-copy.js';
import { isSkipped, runIsolated } from './testing/namespace.js';

describe('a room, from another machine', () => {
  let clone: CleanCopy;
  before(() => {
    clone = createCleanCopy();
  });
  after(() => clone.remove());

  it('answers to its name, shows its inside to nobody, and takes a participant through the whole script', async (t) => {
    if (isSkipped(t, 'a room that others reach')) return;
    const script = join('runner', 'testing', 'visit-room.ts');
    const { code, out } = await runIsolated(clone.folder, [script], ['10.9.9.1', '10.9.9.2']);
    assert.equal(code, 0, out);
    assert.deepEqual(JSON.parse(out.split('\n')[0] ?? ''), {
      'the log, to a visitor': 403,
      'the log, to a visitor who says localhost': 403,
      'the log, to the machine itself': 200,
      'the door, by another name': 403,
    });
    assert.match(out, /caller +arn:aws:iam::000000000000:user\/anna\n/);
    assert.match(out, /endpoint +http:\/\/10\.9\.9\.1:\d+\n/);
    assert.match(out, /✔ sent = accepted = landed: 2922/);
    assert.match(out, /✔ Nothing is left/);
    assert.equal(existsSync(join(clone.folder, '.local-aws')), false, 'no local AWS of its own');
  });
});
