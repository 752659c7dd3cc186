import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { LOCK_FOLDER } from '../../store/format.js';
import { temporaryFolder } from '../../store/testing/folders.js';
import { eventually } from '../../testing/eventually.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { beginUpload, PART_BYTES, type TestUpload } from '../testing/parts.js';

const Bucket = 'durable';
const FIRST = Buffer.alloc(PART_BYTES, 'first');
const blobs = (dir: string) => readdirSync(join(dir, 'blobs')).length;

async function startIn(t: TestContext, dir: string): Promise<LocalAwsUnderTest> {
  const local = await startLocalAws({ dir });
  t.after(() => local.close());
  return local;
}

/** The data folder as `kill -9` would leave it now. */
function killed(t: TestContext, dir: string): string {
  const left = join(temporaryFolder(t), 'left');
  cpSync(dir, left, { recursive: true, filter: (path) => !path.endsWith(LOCK_FOLDER) });
  return left;
}

describe('uploads of parts on disk', () => {
  it('go on after kill -9, each part that was answered there, and are read when completed', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const local = await startIn(t, dir);
    await local.s3.send(new CreateBucketCommand({ Bucket }));
    const upload = await beginUpload(local.s3, Bucket, 'k', { Tagging: 'a=1' });
    const first = await upload.part(1, FIRST);
    const last = await upload.part(2, 'last');

    const left = killed(t, dir);
    const again = await startIn(t, left);
    const at = { Bucket, Key: 'k', UploadId: upload.id };
    const { Parts } = await again.s3.send(new ListPartsCommand(at));
    assert.deepEqual(
      Parts?.map(({ PartNumber, Size, ETag }) => ({ PartNumber, Size, ETag })),
      [
        { ...first, Size: PART_BYTES },
        { ...last, Size: 4 },
      ],
    );
    const MultipartUpload = { Parts: [first, last] };
    await again.s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload }));

    const third = await startIn(t, killed(t, left));
    const { Body, TagCount } = await third.s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
    assert.ok(content.equals(Buffer.concat([FIRST, Buffer.from('last')])));
    assert.equal(TagCount, 1);
  });

  it('leave no blobs behind, however they end', async (t) => {
    const dir = join(temporaryFolder(t), 'data');
    const local = await startIn(t, dir);
    await local.s3.send(new CreateBucketCommand({ Bucket }));
    const begun = async (key: string): Promise<TestUpload> => {
      const upload = await beginUpload(local.s3, Bucket, key);
      await upload.part(1, FIRST);
      await upload.part(1, FIRST); // replaces
      return upload;
    };
    const completed = await begun('completed');
    const parts = [await completed.part(1, FIRST), await completed.part(2, FIRST)];
    await completed.part(3, FIRST); // left out
    await completed.complete(parts);
    const CopySource = `${Bucket}/completed`;
    await local.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    await eventually(async () => assert.equal(blobs(dir), 2));
    const { id } = await begun('aborted');
    const at = { Bucket, Key: 'aborted', UploadId: id };
    await local.s3.send(new AbortMultipartUploadCommand(at));
    await eventually(async () => assert.equal(blobs(dir), 2));
    await begun('open');
    for (const Key of ['completed', 'copy']) await local.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await eventually(async () => assert.equal(blobs(dir), 1));
    await local.s3.send(new DeleteBucketCommand({ Bucket }));
    await eventually(async () => assert.equal(blobs(dir), 0));
  });
});
