/** Temporary credentials at every service, and what is said of their tokens. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { assume, makeRole, settings } from '../sts/testing/roles.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Clients, type Credentials, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { allow } from '../testing/user-with.js';

const Bucket = 'temporary';
const HOUR_MS = 3_600_000;

let local: LocalAwsUnderTest;
let RoleArn: string;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'content' }));
  RoleArn = await makeRole(local, 'everything', { rights: [allow('*')] });
});
after(() => local.close());

async function issue(): Promise<Credentials> {
  return settings((await assume(local, { RoleArn })).Credentials);
}

/** A read with each service's client. */
function calls({ s3, iam, sts, firehose }: Clients) {
  return {
    s3: () => s3.send(new ListBucketsCommand({})),
    iam: () => iam.send(new ListRolesCommand({})),
    sts: () => sts.send(new GetCallerIdentityCommand({})),
    firehose: () => firehose.send(new ListDeliveryStreamsCommand({})),
  };
}

type Expected = [code: string, status: number, message: string];

async function assertAllRefused(clients: Clients, s3: Expected, query: Expected, firehose: Expected) {
  const call = calls(clients);
  await assertRefused(call.s3(), ...s3);
  await assertRefused(call.iam(), ...query);
  await assertRefused(call.sts(), ...query);
  await assertRefused(call.firehose(), ...firehose);
}

async function presigned(credentials: Credentials): Promise<string> {
  const { port, endpoint } = local.server;
  const { sha256 } = local.s3.config;
  const options = { service: 's3', region: 'us-east-1', uriEscapePath: false, applyChecksum: false };
  const signer = new SignatureV4({ ...options, credentials, sha256 });
  const path = `/${Bucket}/k`;
  const headers = { host: `127.0.0.1:${port}` };
  const request = new HttpRequest({ method: 'GET', hostname: '127.0.0.1', port, path, headers });
  request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const { query = {} } = await signer.presign(request, { expiresIn: 60 });
  const names = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `${endpoint}${path}?${new URLSearchParams(names)}`.replaceAll('+', '%20');
}

const INVALID = 'The security token included in the request is invalid';

describe('temporary credentials', () => {
  it('sign for every service, in the header, in a URL, and for a stream', async () => {
    const credentials = await issue();
    const session = local.as(credentials);
    for (const call of Object.values(calls(session))) await call();
    const { status, body } = await rawRequest(await presigned(credentials));
    assert.deepEqual([status, body], [200, 'content']);
    const put = { Bucket, Key: 'stream', Body: Readable.from([Buffer.alloc(20_000)]), ContentLength: 20_000 };
    await session.s3.send(new PutObjectCommand(put));
  });

  it('without their token are unknown (reported)', async () => {
    const { sessionToken: _, ...credentials } = await issue();
    await assertAllRefused(
      local.as(credentials),
      ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
      ['InvalidClientTokenId', 403, `${INVALID}.`],
      ['UnrecognizedClientException', 400, `${INVALID}.`],
    );
  });

  it('with another token are refused, and so are own keys with one (reported)', async () => {
    const credentials = await issue();
    const { sessionToken } = await issue();
    for (const wrong of [
      { ...credentials, sessionToken },
      { ...local.server.credentials, sessionToken },
    ]) {
      await assertAllRefused(
        local.as(wrong),
        ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
        ['InvalidClientTokenId', 403, INVALID],
        ['UnrecognizedClientException', 400, INVALID],
      );
    }
  });

  it('with a wrong secret do not sign', async () => {
    const session = local.as({ ...(await issue()), secretAccessKey: 'wrong' });
    await assertRefused(calls(session).sts(), 'SignatureDoesNotMatch', 403, /^The request signature we/);
  });

  it('expire by the clock of the account, in the words of each service (reported)', async () => {
    const credentials = await issue();
    const session = local.as(credentials);
    local.clock.advance(HOUR_MS - 1000);
    await calls(session).sts();
    local.clock.advance(1000);
    const text = 'The security token included in the request is expired';
    await assertAllRefused(
      session,
      ['ExpiredToken', 400, 'The provided token has expired.'],
      ['ExpiredToken', 403, text],
      ['ExpiredTokenException', 400, text],
    );
    const { status, body } = await rawRequest(await presigned(credentials));
    assert.equal(status, 400);
    assert.match(body, /<Code>ExpiredToken<.*<Token-0>IQoJb3JpZ2luX2Vj/);
  });

  it('are forgotten a day after they expired', async () => {
    const session = local.as(await issue());
    local.clock.advance(25 * HOUR_MS);
    await issue();
    await assertRefused(calls(session).sts(), 'InvalidClientTokenId', 403, `${INVALID}.`);
  });
});

describe('a restart', () => {
  it('keeps temporary credentials', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'local-aws-sts-'));
    try {
      const first = await startLocalAws({ dir });
      const role = await makeRole(first, 'kept', { rights: [allow('s3:*')] });
      const credentials = settings((await assume(first, { RoleArn: role })).Credentials);
      await first.close();
      const second = await startLocalAws({ dir });
      const session = second.as(credentials);
      await calls(session).s3();
      const { Arn } = await calls(session).sts();
      assert.equal(Arn, 'arn:aws:sts::000000000000:assumed-role/kept/session');
      await second.close();
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
