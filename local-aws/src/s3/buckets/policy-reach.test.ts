/** Bucket policies reach the calls that come on other ways than a user's own: presigned, by a role, by Firehose. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import {
  activeStream,
  allowWriting,
  BUCKET_ARN,
  BUCKET as Bucket,
  createRole,
  landed,
  propagate,
  put,
  ROLE,
  ROLE_ARN,
  SECOND,
} from '../../firehose/testing/pipeline.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { rawRequest } from '../../testing/raw-request.js';

function policy(Effect: 'Allow' | 'Deny', AWS: string, Action: string, Condition?: object) {
  const Statement = { Effect, Principal: { AWS }, Action, Resource: `${BUCKET_ARN}/*`, Condition };
  return new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) });
}

describe('a presigned URL', () => {
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws({ log: () => {} });
    await createBucket(local);
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'content' }));
  });
  after(() => local.close());

  it('opens what the bucket policy leaves open to its signer', async () => {
    const url = await presigned(local, `/${Bucket}/k`);
    assert.equal((await rawRequest(url)).body, 'content');
    await local.s3.send(policy('Deny', 'arn:aws:iam::000000000000:user/admin', 's3:GetObject'));
    const denied = await rawRequest(url);
    assert.equal(denied.status, 403);
    assert.match(
      denied.body,
      /s3:GetObject on resource: .* with an explicit deny in a resource-based policy/,
    );
    await local.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    assert.equal((await rawRequest(url)).status, 200);
  });

  it('can be told from a signature in a header, and by its age', async () => {
    const url = await presigned(local, `/${Bucket}/k`);
    const onlyHeaders = { StringNotEquals: { 's3:authType': 'REST-HEADER' } };
    await local.s3.send(policy('Deny', '*', 's3:GetObject', onlyHeaders));
    assert.equal((await rawRequest(url)).status, 403);
    await local.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    const old = { NumericGreaterThan: { 's3:signatureAge': '600000' } };
    await local.s3.send(policy('Deny', '*', 's3:GetObject', old));
    assert.equal((await rawRequest(url)).status, 200);
    const longAgo = new Date(Date.now() - 1_200_000);
    assert.equal((await rawRequest(await presigned(local, `/${Bucket}/k`, longAgo))).status, 403);
  });
});

describe('a delivery of Firehose', () => {
  let local: LocalAwsUnderTest;
  const log: string[] = [];
  before(async () => {
    local = await startLocalAws({ log: (line) => log.push(line) });
    await createBucket(local);
    await createRole(local, ROLE);
    propagate(local);
    await activeStream(local, 's', { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } });
  });
  after(() => local.close());

  it('lands by the bucket policy alone, and is kept out by it', async () => {
    await local.s3.send(policy('Allow', ROLE_ARN, 's3:PutObject'));
    await put(local, 's', 'a');
    local.clock.advance(60 * SECOND);
    await eventually(async () => assert.equal((await landed(local)).length, 1));

    await local.s3.send(policy('Deny', ROLE_ARN, 's3:PutObject'));
    await allowWriting(local);
    propagate(local);
    await put(local, 's', 'b');
    local.clock.advance(60 * SECOND);
    const reason = /s3:PutObject on \S+: denied by statement 1 of the resource-based policy of landing$/;
    await eventually(async () => assert.ok(log.some((line) => reason.test(line))));
    assert.equal((await landed(local)).length, 1);

    // AWS's services speak TLS to each other, so this common policy does not concern them
    await local.s3.send(
      policy('Deny', ROLE_ARN, 's3:PutObject', { Bool: { 'aws:SecureTransport': 'false' } }),
    );
    await eventually(async () => {
      local.clock.advance(60 * SECOND); // the pause before the next attempt
      assert.equal((await landed(local)).length, 2);
    });
  });
});

async function createBucket({ s3 }: LocalAwsUnderTest): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
}

async function presigned(local: LocalAwsUnderTest, path: string, signingDate = new Date()): Promise<string> {
  const { credentials, port, endpoint } = local.server;
  const { sha256 } = local.s3.config;
  const service = { service: 's3', region: 'us-east-1', uriEscapePath: false, applyChecksum: false };
  const signer = new SignatureV4({ ...service, credentials, sha256 });
  const headers = { host: `127.0.0.1:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = new HttpRequest({ method: 'GET', hostname: '127.0.0.1', port, path, headers });
  const { query = {} } = await signer.presign(request, { expiresIn: 3_600, signingDate });
  return `${endpoint}${path}?${new URLSearchParams(query as Record<string, string>)}`;
}
