import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { failure } from '../testing/failure.js';

const Bucket = 'conditions';
const LARGE = Buffer.alloc(100_000, 'x');
const HOUR_MS = 3_600_000;

describe('conditions', () => {
  let local: LocalAwsUnderTest;
  let etag: string;
  let modified: Date;
  before(async () => {
    local = await startLocalAws();
    await local.s3.send(new CreateBucketCommand({ Bucket }));
    await put('conditional', { Body: 'x' });
    const { ETag, LastModified } = await head('conditional');
    etag = ETag as string;
    modified = LastModified as Date;
  });

  after(() => local.close());

  const put = (Key: string, rest: Partial<PutObjectCommandInput>) =>
    local.s3.send(new PutObjectCommand({ Bucket, Key, ...rest }));
  const head = (Key: string) => local.s3.send(new HeadObjectCommand({ Bucket, Key }));
  async function get(Key: string, rest: Partial<GetObjectCommandInput> = {}): Promise<string | undefined> {
    const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
    return Body?.transformToString();
  }
  const outcome = (rest: Partial<GetObjectCommandInput>) =>
    get('conditional', rest).then(
      () => 200,
      (error) => error.$metadata.httpStatusCode,
    );

  it('of a read compare ETags and dates', async () => {
    const earlier = new Date(modified.getTime() - HOUR_MS);
    assert.equal(await outcome({ IfMatch: etag }), 200);
    assert.equal(await outcome({ IfMatch: etag.slice(1, -1) }), 200);
    assert.equal(await outcome({ IfMatch: '"other"' }), 412);
    assert.equal(await outcome({ IfNoneMatch: etag }), 304);
    assert.equal(await outcome({ IfNoneMatch: '"other"' }), 200);
    assert.equal(await outcome({ IfModifiedSince: earlier }), 200);
    assert.equal(await outcome({ IfModifiedSince: modified }), 304);
    assert.equal(await outcome({ IfUnmodifiedSince: modified }), 200);
    assert.equal(await outcome({ IfUnmodifiedSince: earlier }), 412);
  });

  it('of a read let the ETag outrank the date, and ignore a date to come', async () => {
    const earlier = new Date(modified.getTime() - HOUR_MS);
    const later = new Date(modified.getTime() + HOUR_MS);
    assert.equal(await outcome({ IfMatch: etag, IfUnmodifiedSince: earlier }), 200);
    assert.equal(await outcome({ IfNoneMatch: '"other"', IfModifiedSince: modified }), 200);
    assert.equal(await outcome({ IfModifiedSince: later }), 200);
  });

  it('that do not hold are named', async () => {
    const error = await failure(get('conditional', { IfMatch: '"other"' }));
    assert.deepEqual(
      [error.name, error.message, (error as { Condition?: string }).Condition],
      ['PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 'If-Match'],
    );
  });

  it('of a write protect what is there', async () => {
    await put('once', { Body: 'first', IfNoneMatch: '*' });
    const taken = await failure(put('once', { Body: 'second', IfNoneMatch: '*' }));
    assert.deepEqual(
      [taken.name, taken.status, (taken as { Condition?: string }).Condition],
      ['PreconditionFailed', 412, 'If-None-Match'],
    );
    const { ETag } = await head('once');
    await put('once', { Body: 'third', IfMatch: ETag });
    assert.equal((await failure(put('once', { Body: 'fourth', IfMatch: ETag }))).status, 412);
    assert.equal(await get('once'), 'third');
    assert.equal((await failure(put('never', { Body: 'x', IfMatch: ETag }))).name, 'NoSuchKey');
    for (const [unknown, header] of [
      [{ IfNoneMatch: ETag }, 'If-None-Match'],
      [{ IfMatch: '*' }, 'If-Match'],
      [{ IfMatch: ETag, IfNoneMatch: '*' }, 'If-Match,If-None-Match'],
    ] as const) {
      const error = await failure(put('never', { Body: 'x', ...unknown }));
      assert.deepEqual(
        [error.name, error.status, (error as { Header?: string }).Header],
        ['NotImplemented', 501, header],
      );
    }
  });

  it('of a deletion protect what is there', async () => {
    const remove = (Key: string, IfMatch: string) =>
      local.s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
    const { ETag = '' } = await put('to delete', { Body: 'x' });
    const other = await failure(remove('to delete', '"other"'));
    assert.deepEqual(
      [other.name, other.status, (other as { Condition?: string }).Condition],
      ['PreconditionFailed', 412, 'If-Match'],
    );
    await remove('to delete', ETag);
    assert.equal((await failure(remove('to delete', ETag))).name, 'NoSuchKey');
    await put('to delete', { Body: 'x' });
    const deleter = userWith(local, allow('s3:DeleteObject')).s3;
    const blind = new DeleteObjectCommand({ Bucket, Key: 'to delete', IfMatch: '*' });
    assert.match((await failure(deleter.send(blind))).message, /perform: s3:GetObject on resource/);
    await remove('to delete', '*');
    assert.equal((await failure(remove('to delete', '*'))).status, 404);
  });

  it('of the deletion of many are told key by key', async () => {
    const { ETag } = await put('many', { Body: 'x' });
    const remove = (etag?: string) => {
      const Objects = [{ Key: 'many', ETag: etag }];
      return local.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    };
    const { Errors, Deleted } = await remove('"other"');
    const Message = 'At least one of the pre-conditions you specified did not hold';
    assert.deepEqual([Errors, Deleted], [[{ Key: 'many', Code: 'PreconditionFailed', Message }], undefined]);
    assert.deepEqual((await remove(ETag)).Deleted, [{ Key: 'many' }]);
  });

  it('let exactly one of many writers create an object', async () => {
    const writers = Array.from({ length: 8 }, () => put('race', { Body: LARGE, IfNoneMatch: '*' }));
    const won = (await Promise.allSettled(writers)).filter(({ status }) => status === 'fulfilled');
    assert.equal(won.length, 1);
  });
});
