import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';
import { beginUpload } from '../testing/parts.js';

const Bucket = 'multipart';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const begin = (Key: string, rest = {}) => beginUpload(local.s3, Bucket, Key, rest);
const put = (Key: string, Body: Uint8Array | string) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const head = (Key: string) => local.s3.send(new HeadObjectCommand({ Bucket, Key }));

describe('conditions of completing', () => {
  const conflict = 'ConditionalRequestConflict';

  it('protect what is there, and what has come since the upload began', async () => {
    const upload = await begin('new');
    const parts = [await upload.part(1, 'x')];
    await put('new', 'meanwhile');
    const taken = await failure(upload.complete(parts, { IfNoneMatch: '*' }));
    assert.deepEqual([taken.name, taken.status], ['PreconditionFailed', 412]);
    const { ETag } = await head('new');
    const other = await failure(upload.complete(parts, { IfMatch: '"other"' }));
    assert.deepEqual([other.name, other.status], ['PreconditionFailed', 412]);
    const since = await failure(upload.complete(parts, { IfMatch: ETag }));
    assert.deepEqual([since.name, since.status], [conflict, 409]);
    await put('new', 'meanwhile'); // the same content again is another object
    assert.equal((await failure(upload.complete(parts, { IfMatch: ETag }))).name, conflict);
    const restarted = await begin('new');
    await restarted.complete([await restarted.part(1, 'x')], { IfMatch: ETag });
  });

  it('fail if the object has gone since the upload began', async () => {
    const { ETag } = await put('old', 'x');
    const upload = await begin('old');
    const parts = [await upload.part(1, 'x')];
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'old' }));
    assert.equal((await failure(upload.complete(parts, { IfNoneMatch: '*' }))).name, conflict);
    assert.equal((await failure(upload.complete(parts, { IfMatch: ETag }))).name, 'NoSuchKey');
    const restarted = await begin('old');
    await restarted.complete([await restarted.part(1, 'x')], { IfNoneMatch: '*' });
  });
});
