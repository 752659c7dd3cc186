import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';
import { beginUpload, PART_BYTES } from '../testing/parts.js';

const Bucket = 'multipart';
const FIRST = Buffer.alloc(PART_BYTES, 'first');
const LAST = Buffer.from('last');

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const begin = (Key: string, rest = {}) => beginUpload(local.s3, Bucket, Key, rest);
const put = (Key: string, Body: Uint8Array | string) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const head = (Key: string, rest: Partial<GetObjectCommandInput> = {}) =>
  local.s3.send(new HeadObjectCommand({ Bucket, Key, ...rest }));
async function get(Key: string, rest: Partial<GetObjectCommandInput> = {}) {
  const output = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  return { ...output, bytes: Buffer.from((await output.Body?.transformToByteArray()) ?? []) };
}

describe('an object made of parts', () => {
  before(async () => {
    const upload = await begin('parts');
    await upload.complete([await upload.part(1, FIRST), await upload.part(3, LAST)]);
  });

  it('is read part by part', async () => {
    const part = await get('parts', { PartNumber: 3 });
    assert.equal(part.bytes.toString(), 'last');
    assert.equal(part.$metadata.httpStatusCode, 206);
    const total = PART_BYTES + LAST.length;
    assert.deepEqual(
      [part.ContentRange, part.ContentLength, part.PartsCount],
      [`bytes ${PART_BYTES}-${total - 1}/${total}`, 4, 2],
    );
    const first = await head('parts', { PartNumber: 1 });
    assert.deepEqual([first.ContentLength, first.PartsCount], [PART_BYTES, 2]);
    assert.equal((await head('parts')).PartsCount, undefined);
  });

  it('has no other parts', async () => {
    const error = await failure(get('parts', { PartNumber: 2 }));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['InvalidPartNumber', 416, 'The requested partnumber is not satisfiable'],
    );
    const both = await failure(get('parts', { PartNumber: 1, Range: 'bytes=0-1' }));
    assert.equal(both.message, 'Cannot specify both Range header and partNumber query parameter');
    assert.equal((await failure(get('parts', { PartNumber: 0 }))).name, 'InvalidArgument');
  });

  it('is different from one that was put in one piece, which is its own part 1', async () => {
    await put('whole', 'whole');
    const part = await get('whole', { PartNumber: 1 });
    assert.deepEqual(
      [part.bytes.toString(), part.ContentRange, part.PartsCount],
      ['whole', 'bytes 0-4/5', undefined],
    );
    assert.equal((await failure(get('whole', { PartNumber: 2 }))).name, 'InvalidPartNumber');
    await put('nothing', '');
    const nothing = await get('nothing', { PartNumber: 1 });
    assert.deepEqual([nothing.bytes.length, nothing.$metadata.httpStatusCode], [0, 200]);
  });
});
