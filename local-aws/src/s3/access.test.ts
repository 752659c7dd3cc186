import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { allow, userWith } from '../testing/user-with.js';
import { failure } from './testing/failure.js';

const Bucket = 'guarded';
const BUCKET = `arn:aws:s3:::${Bucket}`;
const FOREIGN = 'receive-streaming-data';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'x' }));
});
after(() => local.close());

describe('a bucket of another account', () => {
  it('is there and forbidden, with its region told', async () => {
    const error = await failure(local.s3.send(new HeadBucketCommand({ Bucket: FOREIGN })));
    assert.equal(error.status, 403);
    assert.equal(error.$response?.headers['x-amz-bucket-region'], 'us-east-1');
  });

  it('refuses an administrator in two words', async () => {
    const calls = [
      new PutObjectCommand({ Bucket: FOREIGN, Key: 'k', Body: 'x' }),
      new GetObjectCommand({ Bucket: FOREIGN, Key: 'k' }),
      new DeleteObjectCommand({ Bucket: FOREIGN, Key: 'k' }),
      new DeleteObjectsCommand({ Bucket: FOREIGN, Delete: { Objects: [{ Key: 'k' }] } }),
      new ListObjectsV2Command({ Bucket: FOREIGN }),
      new GetBucketLocationCommand({ Bucket: FOREIGN }),
    ];
    for (const call of calls) {
      const error = await failure(local.s3.send(call as PutObjectCommand));
      assert.deepEqual([error.name, error.status, error.message], ['AccessDenied', 403, 'Access Denied']);
    }
  });

  it('refuses those without rights in the same words', async () => {
    const nobody = userWith(local).s3;
    const error = await failure(nobody.send(new GetObjectCommand({ Bucket: FOREIGN, Key: 'k' })));
    assert.deepEqual([error.name, error.message], ['AccessDenied', 'Access Denied']);
  });
});

describe('a caller without the right', () => {
  it('is told which action on which resource no policy allows', async () => {
    const nobody = userWith(local).s3;
    const error = await failure(nobody.send(new PutObjectCommand({ Bucket, Key: 'a key', Body: 'x' })));
    assert.deepEqual([error.name, error.status], ['AccessDenied', 403]);
    assert.match(
      error.message,
      /^User: arn:aws:iam::\d{12}:user\/user-\d+ is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::guarded\/a key" because no identity-based policy allows the s3:PutObject action/,
    );
    const list = await failure(nobody.send(new ListBucketsCommand({})));
    assert.match(
      list.message,
      / is not authorized to perform: s3:ListAllMyBuckets because no identity-based/,
    );
  });

  it('is told of an explicit deny', async () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: `${BUCKET}/*` };
    const user = userWith(local, allow('s3:*', '*'), deny).s3;
    const error = await failure(user.send(new GetObjectCommand({ Bucket, Key: 'there' })));
    assert.match(error.message, /on resource: "arn:aws:s3:::guarded\/there" with an explicit deny/);
  });

  it('learns from HeadBucket where the bucket is, and no more', async () => {
    const error = await failure(userWith(local).s3.send(new HeadBucketCommand({ Bucket })));
    assert.equal(error.status, 403);
    assert.equal(error.$response?.headers['x-amz-bucket-region'], 'us-east-1');
  });

  it('learns that a bucket does not exist', async () => {
    const nobody = userWith(local).s3;
    assert.equal((await failure(nobody.send(new HeadBucketCommand({ Bucket: 'no-such' })))).status, 404);
    const error = await failure(nobody.send(new GetObjectCommand({ Bucket: 'no-such', Key: 'k' })));
    assert.equal(error.name, 'NoSuchBucket');
  });

  it('learns that a key is missing only if he may list the bucket', async () => {
    const reader = userWith(local, allow('s3:GetObject', `${BUCKET}/*`)).s3;
    const missing = await failure(reader.send(new GetObjectCommand({ Bucket, Key: 'missing' })));
    assert.deepEqual([missing.name, missing.status], ['AccessDenied', 403]);
    assert.match(missing.message, /s3:ListBucket on resource: "arn:aws:s3:::guarded" because/);
    const head = await failure(reader.send(new HeadObjectCommand({ Bucket, Key: 'missing' })));
    assert.equal(head.status, 403);
    const lister = userWith(local, allow('s3:GetObject', `${BUCKET}/*`), allow('s3:ListBucket', BUCKET)).s3;
    const known = await failure(lister.send(new GetObjectCommand({ Bucket, Key: 'missing' })));
    assert.deepEqual([known.name, known.status], ['NoSuchKey', 404]);
  });

  it('may be limited to a prefix', async () => {
    const condition = { StringLike: { 's3:prefix': 'mine/*' } };
    const user = userWith(local, allow('s3:ListBucket', BUCKET, condition)).s3;
    await user.send(new ListObjectsV2Command({ Bucket, Prefix: 'mine/2026' }));
    for (const Prefix of [undefined, 'yours/']) {
      assert.equal(
        (await failure(user.send(new ListObjectsV2Command({ Bucket, Prefix })))).name,
        'AccessDenied',
      );
    }
  });

  it('may be limited to encrypted uploads and to accounts', async () => {
    const encrypted = { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } };
    const user = userWith(local, allow('s3:PutObject', `${BUCKET}/*`, encrypted)).s3;
    const put = { Bucket, Key: 'encrypted', Body: 'x' };
    await user.send(new PutObjectCommand({ ...put, ServerSideEncryption: 'AES256' }));
    assert.equal((await failure(user.send(new PutObjectCommand(put)))).name, 'AccessDenied');
    const own = { StringEquals: { 'aws:ResourceAccount': local.server.account.account } };
    await userWith(local, allow('s3:GetObject', '*', own)).s3.send(
      new GetObjectCommand({ Bucket, Key: 'there' }),
    );
  });

  it('gets denied keys of DeleteObjects as errors beside the deleted ones', async () => {
    const user = userWith(local, allow('s3:DeleteObject', `${BUCKET}/mine/*`)).s3;
    const Objects = [{ Key: 'mine/1' }, { Key: 'there' }];
    const { Deleted, Errors } = await user.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    assert.deepEqual(Deleted, [{ Key: 'mine/1' }]);
    assert.deepEqual([Errors?.[0]?.Key, Errors?.[0]?.Code], ['there', 'AccessDenied']);
    assert.match(Errors?.[0]?.Message ?? '', /s3:DeleteObject on resource: "arn:aws:s3:::guarded\/there"/);
    await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'there' }));
  });

  it('needs s3:TagResource to create a bucket with tags', async () => {
    const user = userWith(local, allow('s3:CreateBucket', '*')).s3;
    await user.send(new CreateBucketCommand({ Bucket: 'plain-bucket' }));
    const Tags = [{ Key: 'a', Value: 'b' }];
    const error = await failure(
      user.send(new CreateBucketCommand({ Bucket: 'tagged-bucket', CreateBucketConfiguration: { Tags } })),
    );
    assert.match(error.message, /s3:TagResource/);
  });
});

describe('an anonymous caller', () => {
  it('is refused in two words, and told of buckets that do not exist', async () => {
    const denied = await fetch(`${local.endpoint}/${Bucket}/there`);
    assert.equal(denied.status, 403);
    assert.match(await denied.text(), /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message>/);
    const missing = await fetch(`${local.endpoint}/no-such/there`);
    assert.equal(missing.status, 404);
    assert.match(await missing.text(), /<Code>NoSuchBucket<\/Code>.*<BucketName>no-such<\/BucketName>/);
  });
});

describe('ExpectedBucketOwner', () => {
  it('is the id of an account', async () => {
    const error = await failure(
      local.s3.send(new GetObjectCommand({ Bucket, Key: 'there', ExpectedBucketOwner: '123' })),
    );
    assert.deepEqual([error.name, error.status], ['InvalidBucketOwnerAWSAccountID', 400]);
    assert.match(
      error.message,
      /^The value of the expected bucket owner parameter must be an AWS Account ID/,
    );
  });

  it('refuses when another account owns the bucket', async () => {
    const own = { Bucket, ExpectedBucketOwner: local.server.account.account };
    const other = { Bucket, ExpectedBucketOwner: '222222222222' };
    await local.s3.send(new HeadBucketCommand(own));
    await local.s3.send(new GetObjectCommand({ ...own, Key: 'there' }));
    assert.equal((await failure(local.s3.send(new HeadBucketCommand(other)))).status, 403);
    const calls = [
      new GetObjectCommand({ ...other, Key: 'there' }),
      new PutObjectCommand({ ...other, Key: 'there', Body: 'y' }),
      new ListObjectsV2Command(other),
    ];
    for (const call of calls) {
      const error = await failure(local.s3.send(call as GetObjectCommand));
      assert.deepEqual([error.name, error.message], ['AccessDenied', 'Access Denied']);
    }
  });
});
