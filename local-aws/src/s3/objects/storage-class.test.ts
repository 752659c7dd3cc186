import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type StorageClass,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';

const Bucket = 'classes';
let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const put = (storageClass: StorageClass) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key: storageClass, Body: 'x', StorageClass: storageClass }));
const get = (Key: string) => local.s3.send(new GetObjectCommand({ Bucket, Key }));

describe('the storage class of an object', () => {
  const readable = [
    'GLACIER_IR',
    'INTELLIGENT_TIERING',
    'ONEZONE_IA',
    'REDUCED_REDUNDANCY',
    'STANDARD_IA',
  ] as const;
  for (const storageClass of readable) {
    it(`may be ${storageClass}, and is told`, async () => {
      await put(storageClass);
      const { Body, StorageClass: got } = await get(storageClass);
      assert.deepEqual([await Body?.transformToString(), got], ['x', storageClass]);
      const listed = await local.s3.send(new ListObjectsV2Command({ Bucket, Prefix: storageClass }));
      assert.equal(listed.Contents?.[0]?.StorageClass, storageClass);
    });
  }

  it('is STANDARD otherwise, which only lists tell', async () => {
    await put('STANDARD');
    assert.equal((await get('STANDARD')).StorageClass, undefined);
    const { Contents } = await local.s3.send(
      new ListObjectsV2Command({ Bucket, StartAfter: 'STANDARC', MaxKeys: 1 }),
    );
    assert.equal(Contents?.[0]?.StorageClass, 'STANDARD');
  });

  for (const archive of ['GLACIER', 'DEEP_ARCHIVE'] as const) {
    it(`may be ${archive}, which cannot be read or copied before it is restored`, async () => {
      await put(archive);
      const head = await local.s3.send(new HeadObjectCommand({ Bucket, Key: archive }));
      assert.equal(head.StorageClass, archive);
      const read = await failure(get(archive));
      assert.deepEqual(
        [read.name, read.status, read.message],
        ['InvalidObjectState', 403, "The operation is not valid for the object's storage class"],
      );
      const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${archive}` });
      assert.equal((await failure(local.s3.send(copy))).name, 'InvalidObjectState');
    });
  }

  it('cannot be one that buckets in regions do not have', async () => {
    for (const wrong of ['OUTPOSTS', 'EXPRESS_ONEZONE', 'COLD'] as StorageClass[]) {
      const error = await failure(put(wrong));
      assert.deepEqual(
        [error.name, error.status, error.message],
        ['InvalidStorageClass', 400, 'The storage class you specified is not valid'],
      );
    }
  });
});
