/** The command as its user meets it: a process, its output, its exit code, its folder. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { temporaryFolder } from './store/testing/folders.js';
import { startCommand } from './testing/command.js';
import { type Clients, clientsOf } from './testing/harness.js';

const noSignals = process.platform === 'win32' && 'no signals on Windows';

/** A folder that is not there yet, with a space in its name. */
function newFolder(t: TestContext): string {
  return join(temporaryFolder(t), 'local aws');
}

function clientsFor(t: TestContext, exported: Record<string, string>): Clients {
  const clients = clientsOf(exported.AWS_ENDPOINT_URL ?? '', exported.AWS_REGION ?? '', {
    accessKeyId: exported.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: exported.AWS_SECRET_ACCESS_KEY ?? '',
  });
  t.after(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return clients;
}

describe('local-aws, started by hand', () => {
  it('prints four export lines that any client can use, and stops at Ctrl-C', {
    skip: noSignals,
  }, async (t) => {
    const dir = newFolder(t);
    const command = startCommand(t, '--data', dir);
    const exported = await command.ready();
    await clientsFor(t, exported).s3.send(new CreateBucketCommand({ Bucket: 'by-hand' }));

    const server = JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8'));
    assert.equal(server.pid, command.process.pid);
    assert.equal(server.endpoint, exported.AWS_ENDPOINT_URL);
    assert.equal(server.timeScale, 1);
    assert.equal(statSync(join(dir, 'server.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(dir, 'credentials')).mode & 0o777, 0o600);

    command.process.kill('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+\nexport AWS_ACCESS_KEY_ID=AKIA[A-Z2-7]{16}\nexport AWS_SECRET_ACCESS_KEY=\S{40}\nexport AWS_REGION=us-east-1\n$/,
    );
    assert.match(stderr, /local-aws: what is going on: http:\/\/127\.0\.0\.1:\d+\/_local-aws\/\n/);
    assert.match(stderr, /local-aws: stopping: SIGINT/);
    assert.equal(existsSync(join(dir, 'server.json')), false);
  });

  it('stops at SIGTERM with exit code 0', { skip: noSignals }, async (t) => {
    const dir = newFolder(t);
    const command = startCommand(t, '--data', dir);
    await command.ready();
    command.process.kill('SIGTERM');
    assert.equal((await command.ended).code, 0);
    assert.equal(existsSync(join(dir, 'server.json')), false);
  });

  it('stops when standard input closes, if it is told so', async (t) => {
    const command = startCommand(t, '--data', newFolder(t), '--until-stdin-closes');
    await command.ready();
    command.process.stdin?.end();
    const { code, stderr } = await command.ended;
    assert.deepEqual([code, /stopping: standard input closed/.test(stderr)], [0, true]);
  });

  it('has the port, the account and the region that it is told', async (t) => {
    const port = await new Promise<number>((found) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => found(port));
      });
    });
    const given = ['--port', String(port), '--account', '123456789012', '--region', 'eu-west-1'];
    const exported = await startCommand(t, '--data', newFolder(t), ...given).ready();
    assert.equal(exported.AWS_ENDPOINT_URL, `http://127.0.0.1:${port}`);
    assert.equal(exported.AWS_REGION, 'eu-west-1');
  });

  it('leaves its time scale in its folder for whoever finds it', async (t) => {
    const dir = newFolder(t);
    await startCommand(t, '--data', dir, '--time-scale', '2.5').ready();
    assert.equal(JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8')).timeScale, 2.5);
  });

  it('explains itself with --help', async (t) => {
    const { code, stdout, stderr } = await startCommand(t, '--help').ended;
    assert.deepEqual([code, stderr], [0, '']);
    for (const option of [
      '--port',
      '--listen',
      '--host',
      '--reset',
      '--data',
      '--account',
      '--region',
      '--time-scale',
      '--functions',
      '--shards',
      '--throttle',
      '--help',
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });
});

describe('local-aws that cannot start', () => {
  async function assertRefused(t: TestContext, expected: RegExp, ...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await startCommand(t, ...args).ended;
    assert.equal(code, 1, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^local-aws: [^\n]*\n$/, 'one line, and no stack');
    assert.match(stderr, expected);
  }

  it('says what is wrong with its options, with exit code 2', async (t) => {
    const { code, stdout, stderr } = await startCommand(t, '--port', 'x', '--account', '1').ended;
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^--port x: .*\n--account 1: .*\n\nUsage: local-aws/);
  });

  it('says that the port is taken', async (t) => {
    const taken = createServer();
    t.after(() => taken.close());
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    const text = new RegExp(
      `port ${port} on 127\\.0\\.0\\.1 is taken by another program\\. Choose another --port`,
    );
    await assertRefused(t, text, '--data', newFolder(t), '--port', String(port));
  });

  it('names the process that uses its folder, which goes on', async (t) => {
    const dir = newFolder(t);
    const first = startCommand(t, '--data', dir);
    const exported = await first.ready();
    await assertRefused(t, new RegExp(`is in use by process ${first.process.pid} `), '--data', dir);
    await clientsFor(t, exported).s3.send(new ListBucketsCommand({}));
    assert.equal(existsSync(join(dir, 'server.json')), true);
  });

  it('names the account and region that its folder belongs to', { skip: noSignals }, async (t) => {
    const dir = newFolder(t);
    const first = startCommand(t, '--data', dir, '--account', '123456789012', '--region', 'eu-west-1');
    await first.ready();
    first.process.kill('SIGTERM');
    await first.ended;
    const ofAccount = /is of account 123456789012, not of 000000000000\./;
    await assertRefused(t, ofAccount, '--data', dir);
    const ofRegion = /is of region eu-west-1, not of us-east-1\./;
    await assertRefused(t, ofRegion, '--data', dir, '--account', '123456789012');
  });

  it('refuses a folder of another version, a damaged one and one of somebody else, and touches none', async (t) => {
    const folders: [text: RegExp, file: string, content: string][] = [
      [/written by another version of local-aws: it has format 99/, 'format.json', '{"format": 99}'],
      [/format\.json is damaged\. Restore it from a copy, or delete the folder/, 'format.json', '{"form'],
      [/is not a data folder of local-aws and is not empty/, 'thesis.txt', 'three years of work'],
    ];
    for (const [text, file, content] of folders) {
      const dir = newFolder(t);
      mkdirSync(dir);
      writeFileSync(join(dir, file), content);
      await assertRefused(t, text, '--data', dir);
      assert.equal(readFileSync(join(dir, file), 'utf8'), content);
    }
  });

  it('says that it cannot make its folder', async (t) => {
    const file = join(temporaryFolder(t), 'a-file');
    writeFileSync(file, '');
    await assertRefused(t, /cannot (use|lock) .*a-file.*ENOTDIR/, '--data', join(file, 'data'));
  });
});

describe('a folder that a start left half made', () => {
  it('is used as if it were new', async (t) => {
    const dir = newFolder(t);
    mkdirSync(dir);
    writeFileSync(join(dir, 'journal.tmp'), 'half');
    await startCommand(t, '--data', dir).ready();
  });
});
