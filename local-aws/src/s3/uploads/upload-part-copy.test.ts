import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';
import { beginUpload, PART_BYTES } from '../testing/parts.js';

const Bucket = 'multipart';
const FIRST = Buffer.alloc(PART_BYTES, 'first');

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const begin = (Key: string, rest = {}) => beginUpload(local.s3, Bucket, Key, rest);
const put = (Key: string, Body: Uint8Array | string) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
async function get(Key: string, rest: Partial<GetObjectCommandInput> = {}) {
  const output = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  return { ...output, bytes: Buffer.from((await output.Body?.transformToByteArray()) ?? []) };
}
const md5 = (content: Uint8Array) => createHash('md5').update(content).digest();

describe('a part copied from an object', () => {
  const source = Buffer.concat([FIRST, Buffer.from('0123456789')]);
  before(() => put('source', source));

  it('has all of it, or a range', async () => {
    const upload = await begin('copied');
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const { CopyPartResult } = await local.s3.send(
        new UploadPartCopyCommand({
          ...{ Bucket, Key: 'copied', UploadId: upload.id, PartNumber, CopySourceRange },
          CopySource: `${Bucket}/source`,
        }),
      );
      return { PartNumber, ETag: CopyPartResult?.ETag };
    };
    const parts = [await copy(1), await copy(2, `bytes=${PART_BYTES + 2}-${PART_BYTES + 4}`)];
    assert.equal(parts[1]?.ETag, `"${md5(Buffer.from('234')).toString('hex')}"`);
    await upload.complete(parts);
    const { bytes } = await get('copied');
    assert.ok(bytes.equals(Buffer.concat([source, Buffer.from('234')])));
  });

  it('must be a range that the source has', async () => {
    const upload = await begin('no-range');
    const at = { Bucket, Key: 'no-range', UploadId: upload.id, PartNumber: 1 };
    for (const CopySourceRange of ['bytes=0-', 'bytes=-5', 'bytes=5-4', '0-4', 'bytes=0-1,3-4']) {
      const command = new UploadPartCopyCommand({ ...at, CopySource: `${Bucket}/source`, CopySourceRange });
      const error = await failure(local.s3.send(command));
      assert.match(error.message, /must be of the form bytes=first-last where/);
    }
    const CopySourceRange = `bytes=0-${source.length}`;
    const command = new UploadPartCopyCommand({ ...at, CopySource: `${Bucket}/source`, CopySourceRange });
    const error = await failure(local.s3.send(command));
    assert.deepEqual(
      [error.name, error.message],
      ['InvalidArgument', `Range specified is not valid for source object of size: ${source.length}`],
    );
  });
});
