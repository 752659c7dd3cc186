import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  activeStream,
  givenBucketAndRole,
  landed,
  propagate,
  put,
  ROLE,
} from './firehose/testing/pipeline.js';
import { type LocalAwsServer, startServer } from './server.js';
import { temporaryFolder } from './store/testing/folders.js';
import { askControl } from './testing/control.js';
import { clientsOf, startLocalAws } from './testing/harness.js';
import { rawRequest } from './testing/raw-request.js';
import { allow } from './testing/user-with.js';

/** The example of the README. */
const SHOUT =
  /```js\n([\s\S]*?)```/.exec(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))?.[1] ?? '';

let opened: LocalAwsServer[] = [];
afterEach(async () => {
  await Promise.all(opened.map((server) => server.close()));
  opened = [];
});

async function open(...options: Parameters<typeof startServer>): Promise<LocalAwsServer> {
  const server = await startServer(...options);
  opened.push(server);
  return server;
}

async function buckets({ endpoint, credentials }: LocalAwsServer, create?: string): Promise<string[]> {
  const { s3 } = clientsOf(endpoint, 'us-east-1', credentials);
  try {
    if (create) await s3.send(new CreateBucketCommand({ Bucket: create }));
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    return Buckets.map(({ Name = '' }) => Name);
  } finally {
    s3.destroy();
  }
}

describe('a server', () => {
  it('takes a free port of 127.0.0.1, and says who it is without a signature', async () => {
    const server = await open({ account: '123456789012', region: 'eu-west-1' });
    assert.equal(server.endpoint, `http://127.0.0.1:${server.port}`);
    const { status, body } = await rawRequest(`${server.endpoint}/_local-aws/health`);
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), {
      name: 'local-aws',
      account: '123456789012',
      region: 'eu-west-1',
      pid: process.pid,
    });
    assert.doesNotMatch(body, /secret/i);
  });

  it('keeps buckets and keys in its folder for the next one', async (t) => {
    const dir = temporaryFolder(t);
    const first = await open({ dir });
    await buckets(first, 'kept');
    await first.close();
    const second = await open({ dir });
    assert.equal(second.credentials.secretAccessKey, first.credentials.secretAccessKey);
    assert.deepEqual(await buckets(second), ['kept']);
  });

  it('has nothing in common with another one that is in memory', async () => {
    const [one, other] = [await open(), await open()];
    await buckets(one, 'mine');
    assert.deepEqual(await buckets(other), []);
    assert.notEqual(one.credentials.secretAccessKey, other.credentials.secretAccessKey);
  });

  it('has as many internal shards by stream as it is told: as many objects of one interval', async (t) => {
    const local = await startLocalAws({ firehoseShards: 2 });
    t.after(() => local.close());
    await givenBucketAndRole(local);
    await activeStream(local, 's');
    for (const record of ['a', 'b', 'c']) await put(local, 's', record);
    await askControl(local, 'POST /streams/s/flush');
    const texts = (await landed(local)).map(({ text }) => text);
    assert.deepEqual(texts.sort(), ['ac', 'b']);
  });

  it('invokes the functions of its folder', async (t) => {
    const functionsFolder = temporaryFolder(t);
    writeFileSync(join(functionsFolder, 'shout.mjs'), SHOUT);
    const local = await startLocalAws({ functionsFolder });
    t.after(() => local.close());
    await givenBucketAndRole(local);
    const LambdaArn = 'arn:aws:lambda:us-east-1:000000000000:function:shout';
    const invoking = JSON.stringify({ Version: '2012-10-17', Statement: [allow('lambda:InvokeFunction')] });
    await local.iam.send(
      new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'invoke', PolicyDocument: invoking }),
    );
    propagate(local);
    const lambda = {
      Type: 'Lambda' as const,
      Parameters: [{ ParameterName: 'LambdaArn' as const, ParameterValue: LambdaArn }],
    };
    await activeStream(local, 's', { ProcessingConfiguration: { Enabled: true, Processors: [lambda] } });
    await put(local, 's', 'aloud');
    await askControl(local, 'POST /streams/s/flush');
    assert.deepEqual(
      (await landed(local)).map(({ text }) => text),
      ['ALOUD'],
    );
  });

  it('rejects when its port is taken, and lets go of the folder', async (t) => {
    const dir = temporaryFolder(t);
    const taken = createServer();
    t.after(() => taken.close());
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    await assert.rejects(open({ dir, port }), { code: 'EADDRINUSE' });
    await open({ dir });
  });

  it('rejects when its time scale is no number above 0, and lets go of the folder', async (t) => {
    const dir = temporaryFolder(t);
    await assert.rejects(open({ dir, timeScale: 0 }), RangeError);
    await open({ dir });
  });

  it('rejects when its folder is in use, and leaves the other one alone', async (t) => {
    const dir = temporaryFolder(t);
    const first = await open({ dir });
    await assert.rejects(open({ dir }), new RegExp(`in use by process ${process.pid} `));
    assert.deepEqual(await buckets(first), []);
  });

  it('can be closed twice, and while somebody is connected', async () => {
    const server = await open();
    const { s3 } = clientsOf(server.endpoint, 'us-east-1', server.credentials);
    await s3.send(new ListBucketsCommand({})); // keeps its connection
    await Promise.all([server.close(), server.close()]);
    await server.close();
    await assert.rejects(rawRequest(server.endpoint), { code: 'ECONNREFUSED' });
    s3.destroy();
  });
});
