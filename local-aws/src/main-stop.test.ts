/** The command told to stop while its system refuses: what it says then, and its exit code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { LOCK_FOLDER } from './store/format.js';
import { temporaryFolder } from './store/testing/folders.js';
import { type Command, startCommandBy } from './testing/command.js';
import { clientsOf } from './testing/harness.js';

const noSignals = process.platform === 'win32' && 'no signals on Windows';

/** From the first SIGUSR2 on, the disk takes its time with what is written; at the second, it is full. */
const SLOW_DISK_THAT_IS_FULL = `
  import { open } from 'node:fs/promises';
  const file = await open(process.execPath);
  const files = Object.getPrototypeOf(file);
  await file.close();
  const full = Object.assign(new Error('ENOSPC: no space left on device, fdatasync'), { code: 'ENOSPC' });
  process.once('SIGUSR2', () => {
    files.datasync = () => {
      process.stderr.write('the disk is busy. ');
      return new Promise((_, reject) => {
        const underWay = setInterval(() => {}, 1_000); // as a real write, it keeps the process alive
        process.once('SIGUSR2', () => {
          clearInterval(underWay);
          reject(full);
        });
      });
    };
    process.stderr.write('the disk is slow. ');
  });`;

/** server.json cannot be removed. */
const FOLDER_THAT_KEEPS_ITS_FILES = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { rmSync } = fs;
  fs.rmSync = (path, options) => {
    if (!path.endsWith('server.json')) return rmSync(path, options);
    throw Object.assign(new Error('EROFS: read-only file system, unlink ' + path), { code: 'EROFS' });
  };
  syncBuiltinESMExports();`;

/** Starts the command on a system of which a script has changed something. */
function startOn(t: TestContext, script: string, dir: string): Command {
  const preload = `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(script)}`;
  return startCommandBy(t, ['env', preload], ['--data', dir]);
}

function untilSaid({ process, ended }: Command, text: string): Promise<unknown> {
  const said = new Promise<void>((resolve) => {
    process.stderr?.on('data', (data) => String(data).includes(text) && resolve());
  });
  return Promise.race([said, ended.then(({ stderr }) => assert.fail(`never said "${text}": ${stderr}`))]);
}

describe('local-aws that cannot stop as it should', { skip: noSignals }, () => {
  it('says in one line that its last changes could not be written, with exit code 1', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const command = startOn(t, SLOW_DISK_THAT_IS_FULL, dir);
    const exported = await command.ready();
    const { s3 } = clientsOf(exported.AWS_ENDPOINT_URL ?? '', 'us-east-1', {
      accessKeyId: exported.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: exported.AWS_SECRET_ACCESS_KEY ?? '',
    });
    t.after(() => s3.destroy());
    const next = async (signal: NodeJS.Signals, text: string) => {
      const said = untilSaid(command, text);
      command.process.kill(signal);
      await said;
    };
    await next('SIGUSR2', 'the disk is slow');
    const busy = untilSaid(command, 'the disk is busy');
    const unanswered = assert.rejects(s3.send(new CreateBucketCommand({ Bucket: 'last-change' })));
    await busy;
    await next('SIGINT', 'stopping: SIGINT');
    await unanswered; // its connection is cut, so the server stops
    command.process.kill('SIGUSR2');
    const { code, stderr } = await command.ended;
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /\nlocal-aws: cannot stop cleanly: cannot write to .*journal: ENOSPC: no space left on device[^\n]*\n$/,
      'its last line, with no stack',
    );
    assert.equal(existsSync(join(dir, 'server.json')), false);
  });

  it('says in one line that server.json cannot be removed, and releases its folder all the same', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const command = startOn(t, FOLDER_THAT_KEEPS_ITS_FILES, dir);
    await command.ready();
    command.process.kill('SIGTERM');
    const { code, stderr } = await command.ended;
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /stopping: SIGTERM\nlocal-aws: cannot stop cleanly: EROFS: read-only file system, unlink .*server\.json\n$/,
      'one line, and no stack',
    );
    const locks = join(dir, LOCK_FOLDER);
    assert.deepEqual(
      readdirSync(locks).map((name) => readFileSync(join(locks, name), 'utf8')),
      [''],
    );
  });
});
