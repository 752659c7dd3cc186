/** Bucket policies at work: who gets in, who is kept out, and with which words. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { rawRequest } from '../../testing/raw-request.js';
import { allow, userWith } from '../../testing/user-with.js';

const Bucket = 'with-policy';
const BUCKET = `arn:aws:s3:::${Bucket}`;
const OBJECTS = `${BUCKET}/*`;
const ADMIN = 'arn:aws:iam::000000000000:user/admin';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await block({});
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'content' }));
});
afterEach(async () => {
  await local.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await block({});
});
after(() => local.close());

function block(PublicAccessBlockConfiguration: { [name: string]: boolean }) {
  return local.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
}

interface Statement {
  Effect?: string;
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: object;
}

/** Replaces the policy by one of these statements, each of which allows everybody to read unless it says otherwise. */
function putPolicy(...statements: Statement[]) {
  const Statement = statements.map((statement) => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: OBJECTS,
    ...(statement.NotPrincipal === undefined && { Principal: '*' }),
    ...statement,
  }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return local.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const read = (client: S3Client, Key = 'there') => client.send(new GetObjectCommand({ Bucket, Key }));
const anonymously = (path: string, method = 'GET') =>
  rawRequest(`${local.endpoint}/${Bucket}${path}`, { method });

async function arnOf(user: { sts: LocalAwsUnderTest['sts'] }): Promise<string> {
  return (await user.sts.send(new GetCallerIdentityCommand({}))).Arn ?? '';
}

describe('the policy of a bucket', () => {
  it('is given back as it was put, and can be deleted more than once', async () => {
    const Policy = JSON.stringify(
      { Statement: { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: OBJECTS } },
      null,
      2,
    );
    const { $metadata } = await local.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    assert.equal($metadata.httpStatusCode, 204);
    assert.equal((await local.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
    for (const _ of [1, 2]) {
      const deleted = await local.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      assert.equal(deleted.$metadata.httpStatusCode, 204);
    }
    const none = local.s3.send(new GetBucketPolicyCommand({ Bucket }));
    await assertRefused(none, 'NoSuchBucketPolicy', 404, 'The bucket policy does not exist');
  });

  it('takes rights of its own to read, write and delete', async () => {
    const user = userWith(local, allow(['s3:GetObject', 's3:PutObject'], '*')).s3;
    const calls: [action: string, call: () => Promise<unknown>][] = [
      ['s3:GetBucketPolicy', () => user.send(new GetBucketPolicyCommand({ Bucket }))],
      ['s3:PutBucketPolicy', () => user.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))],
      ['s3:DeleteBucketPolicy', () => user.send(new DeleteBucketPolicyCommand({ Bucket }))],
      ['s3:GetBucketPolicyStatus', () => user.send(new GetBucketPolicyStatusCommand({ Bucket }))],
    ];
    for (const [action, call] of calls) {
      const text = new RegExp(`perform: ${action} on resource: "${BUCKET}"`);
      await assertRefused(call(), 'AccessDenied', 403, text);
    }
  });
});

describe('an allowing bucket policy', () => {
  it('lets anonymous callers do just what it says', async () => {
    assert.equal((await anonymously('/there')).status, 403);
    await putPolicy({});
    assert.deepEqual(
      [(await anonymously('/there')).status, (await anonymously('/there')).body],
      [200, 'content'],
    );
    assert.equal((await anonymously('/there', 'HEAD')).status, 200);
    const missing = await anonymously('/missing');
    assert.equal(missing.status, 403, 'who may not list may not know what is not there');
    for (const [path, method] of [
      ['', 'GET'],
      ['', 'HEAD'],
      ['/there', 'DELETE'],
      ['/there', 'PUT'],
      ['?policy', 'GET'],
      ['?tagging', 'GET'],
    ] as const) {
      assert.equal((await anonymously(path, method)).status, 403, `${method} ${path}`);
    }
  });

  it('lets anonymous callers list a prefix, and learn what is not there', async () => {
    await putPolicy(
      {},
      { Action: 's3:ListBucket', Resource: BUCKET, Condition: { StringLike: { 's3:prefix': ['there*'] } } },
    );
    assert.match((await anonymously('?list-type=2&prefix=there')).body, /<Key>there<\/Key>/);
    assert.equal((await anonymously('?list-type=2')).status, 403);
    await putPolicy({}, { Action: 's3:ListBucket', Resource: BUCKET });
    assert.match((await anonymously('/missing')).body, /<Code>NoSuchKey<\/Code>/);
    assert.equal((await anonymously('', 'HEAD')).status, 200);
  });

  it('lets a user in who has no right of his own, when it names him', async () => {
    const user = userWith(local);
    await putPolicy({ Principal: { AWS: await arnOf(user) } });
    await read(user.s3);
    await assertRefused(read(userWith(local).s3), 'AccessDenied', 403, /because no identity-based policy/);
    assert.equal((await anonymously('/there')).status, 403);
  });

  it('leaves it to the account’s own policies, when it names the account', async () => {
    await putPolicy({ Principal: { AWS: ['000000000000', 'arn:aws:iam::000000000000:root'] } });
    await assertRefused(read(userWith(local).s3), 'AccessDenied', 403, /because no identity-based policy/);
    await read(userWith(local, allow('s3:GetObject', OBJECTS)).s3);
  });

  it('may depend on the page that a browser comes from', async () => {
    await putPolicy({ Condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } } });
    const from = (referer: string) =>
      rawRequest(`${local.endpoint}/${Bucket}/there`, { headers: { referer } });
    assert.equal((await from('https://example.com/page')).status, 200);
    assert.equal((await from('https://example.org/page')).status, 403);
    assert.equal((await anonymously('/there')).status, 403);
  });

  it('does not help against a deny of one’s own', async () => {
    await putPolicy({});
    const user = userWith(local, { Effect: 'Deny', Action: 's3:*', Resource: '*' }).s3;
    await assertRefused(
      read(user),
      'AccessDenied',
      403,
      /with an explicit deny in an identity-based policy$/,
    );
  });
});

describe('a denying bucket policy', () => {
  const DENIED = 'with an explicit deny in a resource-based policy';

  it('keeps out even administrators, and says so', async () => {
    await putPolicy({ Effect: 'Deny' });
    await assertRefused(
      read(local.s3),
      'AccessDenied',
      403,
      `User: ${ADMIN} is not authorized to perform: s3:GetObject on resource: "${BUCKET}/there" ${DENIED}`,
    );
    await local.s3.send(new ListObjectsV2Command({ Bucket }));
  });

  it('is asked at every call, also for single keys and by HeadBucket', async () => {
    await putPolicy({ Effect: 'Deny', Action: 's3:*', Resource: [BUCKET, OBJECTS] });
    const Delete = { Objects: [{ Key: 'there' }] };
    const { Errors } = await local.s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    assert.match(Errors?.[0]?.Message ?? '', /s3:DeleteObject on resource: .* with an explicit deny/);
    const head = await local.s3.send(new HeadBucketCommand({ Bucket })).catch((error) => error);
    assert.equal(head.$metadata.httpStatusCode, 403);
    const tags = local.s3.send(new GetBucketTaggingCommand({ Bucket }));
    await assertRefused(tags, 'AccessDenied', 403, /s3:GetBucketTagging .* with an explicit deny/);
  });

  it('cannot keep the administrator, who has the place of AWS’s root, from the policy itself', async () => {
    const other = userWith(local, allow('s3:*', '*')).s3;
    await putPolicy({ Effect: 'Deny', Action: 's3:*', Resource: [BUCKET, OBJECTS] });
    const refused = other.send(new DeleteBucketPolicyCommand({ Bucket }));
    await assertRefused(refused, 'AccessDenied', 403, /s3:DeleteBucketPolicy .* with an explicit deny/);
    await local.s3.send(new GetBucketPolicyCommand({ Bucket }));
    await putPolicy({ Effect: 'Deny', Action: 's3:*', Resource: [BUCKET, OBJECTS] });
    await local.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await read(other);
  });

  it('spares those whom NotPrincipal names', async () => {
    const spared = userWith(local, allow('s3:GetObject', '*'));
    const root = 'arn:aws:iam::000000000000:root';
    await putPolicy({ Effect: 'Deny', NotPrincipal: { AWS: [await arnOf(spared), root] } });
    await read(spared.s3);
    await read(local.s3);
    await putPolicy({}, { Effect: 'Deny', NotPrincipal: { AWS: root } });
    assert.equal((await anonymously('/there')).status, 403);
  });

  it('may depend on the request', async () => {
    const deny = (Condition: object, more: Statement = {}) =>
      putPolicy({ Effect: 'Deny', Condition, ...more });
    await deny({ Bool: { 'aws:SecureTransport': 'false' } });
    await assertRefused(read(local.s3), 'AccessDenied', 403, new RegExp(DENIED));
    await deny({ NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } });
    await read(local.s3);
    await deny({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
    await assertRefused(read(local.s3), 'AccessDenied', 403, new RegExp(DENIED));
    await deny({ StringNotEquals: { 's3:ResourceAccount': '000000000000' } });
    await read(local.s3);
    await deny({ StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } });
    await read(local.s3);
    await deny({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } });
    await assertRefused(read(local.s3), 'AccessDenied', 403, new RegExp(DENIED));
    await deny({ StringEquals: { 's3:ExistingObjectTag/stage': 'secret' } });
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'tagged', Body: 'x', Tagging: 'stage=secret' }));
    await assertRefused(read(local.s3, 'tagged'), 'AccessDenied', 403, new RegExp(DENIED));
    await read(local.s3);
    const unencrypted = { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } };
    await deny(unencrypted, { Action: 's3:PutObject' });
    const put = { Bucket, Key: 'there', Body: 'content' };
    await local.s3.send(new PutObjectCommand({ ...put, ServerSideEncryption: 'AES256' }));
    await assertRefused(local.s3.send(new PutObjectCommand(put)), 'AccessDenied', 403, new RegExp(DENIED));
  });
});

describe('a public policy', () => {
  it('is refused while BlockPublicPolicy is on', async () => {
    await block({ BlockPublicPolicy: true });
    const text =
      `User: ${ADMIN} is not authorized to perform: s3:PutBucketPolicy on resource: "${BUCKET}" because ` +
      'public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.';
    await assertRefused(putPolicy({}), 'AccessDenied', 403, text);
    await putPolicy({ Principal: { AWS: ADMIN } });
    await putPolicy({ Effect: 'Deny' });
  });

  it('lets in nobody from outside while RestrictPublicBuckets is on', async () => {
    await putPolicy({});
    await block({ RestrictPublicBuckets: true });
    assert.equal((await anonymously('/there')).status, 403);
    await read(userWith(local).s3);
    await block({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true });
    assert.equal((await anonymously('/there')).status, 200);
  });
});
