import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '../clock.js';
import { start } from '../testing/harness.js';
import { environment, find, missing } from '../testing/programs.js';

const run = promisify(execFile);

describe('boto3', () => {
  it('keeps keys apart, sends and copies large objects in parts, and signs URLs', async (t) => {
    const python = find('python3', '-c', 'import boto3');
    if (!python) return missing(t, 'python3 with boto3');
    const local = await start({ clock: systemClock() });
    t.after(() => local.close());
    const script = fileURLToPath(new URL('testing/objects.py', import.meta.url));
    const { stdout } = await run(python, [script], { env: environment(local as never), timeout: 60_000 });
    assert.deepEqual(JSON.parse(stdout), {
      presigned: [],
      'presigned by default': [],
      signature: [true, true],
      listed: true,
      large: true,
      'ü copy': true,
      part: [2, { sensor: '42' }, 8 * 1024 * 1024, 1],
      parts: [1],
      unfinished: 'InvalidRequest',
      uploads: ['open'],
      itself: 'InvalidRequest',
      cold: [null, 'InvalidObjectState'],
      versions: [['null'], 11],
    });
  });
});
