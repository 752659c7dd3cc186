import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../testing/failure.js';

const Bucket = 'tagged-objects';
const LARGE = Buffer.alloc(100_000, 'large');

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await put('small', 'small');
  await put('large', LARGE);
});
after(() => local.close());

const put = (Key: string, Body: Uint8Array | string, Tagging?: string) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, Body, Tagging }));
const tag = (Key: string, ...TagSet: Tag[]) =>
  local.s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
const tags = (Key: string) => local.s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
const head = (Key: string) => local.s3.send(new HeadObjectCommand({ Bucket, Key }));

describe('the tags of an object', () => {
  it('are none at first, can be set and removed, and leave the object as it is', async () => {
    for (const [Key, content] of [
      ['small', Buffer.from('small')],
      ['large', LARGE],
    ] as const) {
      assert.deepEqual((await tags(Key)).TagSet, []);
      const { LastModified } = await head(Key);
      await local.clock.advance(5_000);
      const TagSet = [
        { Key: 'project', Value: 'streaming' },
        { Key: 'Straße', Value: '' },
      ];
      const set = await tag(Key, ...TagSet);
      assert.equal(set.$metadata.httpStatusCode, 200);
      assert.deepEqual((await tags(Key)).TagSet, TagSet);
      const got = await local.s3.send(new GetObjectCommand({ Bucket, Key }));
      assert.ok(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content));
      assert.deepEqual([got.TagCount, got.LastModified], [2, LastModified]);
      assert.equal((await head(Key)).TagCount, 2);
      const removed = await local.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
      assert.equal(removed.$metadata.httpStatusCode, 204);
      assert.deepEqual((await tags(Key)).TagSet, []);
      assert.equal((await head(Key)).TagCount, undefined);
    }
  });

  it('come with the object, and go when it is replaced', async () => {
    await put('header', 'x', 'a=1&b%20c=%C3%BC&empty=');
    assert.deepEqual((await tags('header')).TagSet, [
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: 'ü' },
      { Key: 'empty', Value: '' },
    ]);
    await put('header', 'y');
    assert.deepEqual((await tags('header')).TagSet, []);
  });

  it('are refused where they cannot be', async () => {
    const cases: [Tag[], string, string][] = [
      [
        [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
        'InvalidTag',
        'Cannot provide multiple Tags with the same key',
      ],
      [[{ Key: 'aws:x', Value: '' }], 'InvalidTag', 'Your TagKey cannot be prefixed with aws:'],
      [[{ Key: 'a<b', Value: '' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
      [[{ Key: 'k'.repeat(129), Value: '' }], 'InvalidTag', 'The TagKey you have provided is invalid'],
      [[{ Key: 'a', Value: 'v'.repeat(257) }], 'InvalidTag', 'The TagValue you have provided is invalid'],
      [
        Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: '' })),
        'BadRequest',
        'Object tags cannot be greater than 10',
      ],
    ];
    for (const [set, code, message] of cases) {
      const error = await failure(tag('small', ...set));
      assert.deepEqual([error.name, error.status, error.message], [code, 400, message]);
    }
    await tag('small', { Key: 'k'.repeat(128), Value: 'v'.repeat(256) });
    const twice = await failure(put('small', 'x', 'a=1&a=2'));
    assert.deepEqual([twice.name, twice.status], ['InvalidArgument', 400]);
    assert.match(twice.message, /^The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded/);
    const eleven = Array.from({ length: 11 }, (_, i) => `k${i}=`).join('&');
    assert.equal((await failure(put('small', 'x', eleven))).name, 'BadRequest');
  });

  it('are asked of objects that exist; reading alone names the bucket too', async () => {
    const key = (error: object) => (error as { Key?: string }).Key;
    const read = await failure(tags('missing'));
    assert.deepEqual([read.name, read.status, key(read)], ['NoSuchKey', 404, `${Bucket}/missing`]);
    const written = await failure(tag('missing'));
    assert.deepEqual([written.name, key(written)], ['NoSuchKey', 'missing']);
    const command = new DeleteObjectTaggingCommand({ Bucket, Key: 'missing' });
    assert.equal((await failure(local.s3.send(command))).name, 'NoSuchKey');
  });

  it('need rights of their own', async () => {
    const all = `arn:aws:s3:::${Bucket}/*`;
    await tag('small', { Key: 'a', Value: '1' });
    const reader = userWith(local, allow('s3:GetObject', all)).s3;
    const unseen = await reader.send(new HeadObjectCommand({ Bucket, Key: 'small' }));
    assert.equal(unseen.TagCount, undefined);
    const refused = await failure(reader.send(new GetObjectTaggingCommand({ Bucket, Key: 'small' })));
    assert.match(refused.message, /perform: s3:GetObjectTagging on resource/);
    const writer = userWith(local, allow('s3:PutObject', all)).s3;
    await writer.send(new PutObjectCommand({ Bucket, Key: 'untagged', Body: 'x' }));
    const tagging = new PutObjectCommand({ Bucket, Key: 'untagged', Body: 'x', Tagging: 'a=1' });
    assert.match((await failure(writer.send(tagging))).message, /perform: s3:PutObjectTagging on resource/);
    const condition = { StringEquals: { 's3:RequestObjectTag/stage': 'test' } };
    const rights = [allow('s3:PutObject', all), allow('s3:PutObjectTagging', all, condition)];
    const tester = userWith(local, ...rights).s3;
    const attempt = (Tagging: string) =>
      tester.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', Tagging }));
    await attempt('stage=test');
    assert.equal((await failure(attempt('stage=live'))).status, 403);
  });

  it('may decide who reads it', async () => {
    const condition = { StringEquals: { 's3:ExistingObjectTag/security': 'public' } };
    const { s3 } = userWith(local, allow(['s3:GetObject', 's3:GetObjectTagging'], '*', condition));
    await put('decided', 'x', 'security=public');
    const read = () => s3.send(new GetObjectCommand({ Bucket, Key: 'decided' }));
    assert.equal((await read()).TagCount, 1);
    await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'decided' }));
    await tag('decided', { Key: 'security', Value: 'private' });
    assert.equal((await failure(read())).status, 403);
  });
});
