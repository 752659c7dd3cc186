import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import {
  type ChecksumAlgorithm,
  CreateBucketCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { type ChecksumName, checksum } from '../checksums.js';
import { failure } from '../testing/failure.js';
import { beginUpload, PART_BYTES } from '../testing/parts.js';

const Bucket = 'multipart';
const FIRST = Buffer.alloc(PART_BYTES, 'first');
const LAST = Buffer.from('last');
const WHOLE = Buffer.concat([FIRST, LAST]);

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const begin = (Key: string, rest = {}) => beginUpload(local.s3, Bucket, Key, rest);
const head = (Key: string, PartNumber?: number) =>
  local.s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber, ChecksumMode: 'ENABLED' }));

describe('the checksum of an object made of parts', () => {
  it('is CRC64NVME of the whole where nobody asked for one', async () => {
    const upload = await begin('default');
    const parts = [await upload.part(1, FIRST), await upload.part(2, LAST)];
    const completed = await upload.complete(parts);
    const value = await checksum('CRC64NVME', WHOLE);
    assert.deepEqual([completed.ChecksumCRC64NVME, completed.ChecksumType], [value, 'FULL_OBJECT']);
    assert.equal((await head('default')).ChecksumCRC64NVME, value);
  });

  for (const name of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
    it(`may be ${name} of the whole`, async () => {
      const upload = await begin(name, { ChecksumAlgorithm: name, ChecksumType: 'FULL_OBJECT' });
      const parts = [await upload.part(1, FIRST), await upload.part(2, LAST)];
      const value = await checksum(name, WHOLE);
      const other = await checksum(name, LAST);
      const wrong = await failure(upload.complete(parts, { [`Checksum${name}`]: other }));
      assert.deepEqual(
        [wrong.name, wrong.message],
        ['BadDigest', `The ${name.toLowerCase()} you specified did not match the calculated checksum.`],
      );
      const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
      const completed = await upload.complete(bare, { [`Checksum${name}`]: value });
      assert.deepEqual([completed[`Checksum${name}`], completed.ChecksumType], [value, 'FULL_OBJECT']);
      assert.equal((await head(name, 2))[`Checksum${name}`], undefined);
    });
  }

  for (const name of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const) {
    it(`is made of the parts' ${name} unless told otherwise`, async () => {
      const Key = `composite ${name}`;
      const upload = await begin(Key, { ChecksumAlgorithm: name });
      const parts = [await upload.part(1, FIRST), await upload.part(2, LAST)];
      const sums = await Promise.all([checksum(name, FIRST), checksum(name, LAST)]);
      const value = await checksum(name, Buffer.concat(sums.map((sum) => Buffer.from(sum, 'base64'))));
      const completed = await upload.complete(parts);
      assert.deepEqual([completed[`Checksum${name}`], completed.ChecksumType], [`${value}-2`, 'COMPOSITE']);
      const found = await head(Key);
      assert.deepEqual([found[`Checksum${name}`], found.ChecksumType], [`${value}-2`, 'COMPOSITE']);
      assert.equal((await head(Key, 2))[`Checksum${name}`], sums[1]);
      const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
      assert.equal(await Body?.transformToString(), 'last'); // the SDK verifies the checksum on its way
      const { Contents } = await local.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      assert.deepEqual(
        [Contents?.[0]?.ChecksumAlgorithm, Contents?.[0]?.ChecksumType],
        [[name], 'COMPOSITE'],
      );
      const ObjectAttributes = ['Checksum', 'ObjectParts'] as const;
      const attributes = await local.s3.send(
        new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...ObjectAttributes], MaxParts: 1 }),
      );
      assert.deepEqual(attributes.Checksum, { [`Checksum${name}`]: value, ChecksumType: 'COMPOSITE' });
      assert.deepEqual(attributes.ObjectParts, {
        TotalPartsCount: 2,
        PartNumberMarker: '0',
        NextPartNumberMarker: '1',
        MaxParts: 1,
        IsTruncated: true,
        Parts: [{ PartNumber: 1, Size: PART_BYTES, [`Checksum${name}`]: sums[0] }],
      });
    });
  }

  it('cannot be of every kind', async () => {
    const cases: [{ ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType: string }, string][] = [
      [
        { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
        'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
      ],
      [
        { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' },
        'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
      ],
      [
        { ChecksumType: 'FULL_OBJECT' },
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      ],
    ];
    for (const [kind, message] of cases) {
      const error = await failure(begin('impossible', kind));
      assert.deepEqual([error.name, error.status, error.message], ['InvalidRequest', 400, message]);
    }
  });

  it('must come with every part where it is made of theirs', async () => {
    const upload = await begin('missing', { ChecksumAlgorithm: 'SHA256' });
    const part = await upload.part(1, LAST);
    const { PartNumber, ETag } = part;
    const missing = await failure(upload.complete([{ PartNumber, ETag }]));
    assert.deepEqual(
      [missing.name, missing.message],
      [
        'InvalidRequest',
        'The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
      ],
    );
    const other = createHash('sha256').update('other').digest('base64');
    const wrong = await failure(upload.complete([{ PartNumber, ETag, ChecksumSHA256: other }]));
    assert.equal(wrong.name, 'InvalidPart');
    const algorithm = await failure(upload.complete([{ PartNumber, ETag, ChecksumCRC32: 'AAAAAA==' }]));
    assert.deepEqual(
      [algorithm.name, algorithm.message],
      ['BadDigest', 'The crc32 you specified for part 1 did not match what we received.'],
    );
    const mode = await failure(upload.complete([part], { ChecksumType: 'FULL_OBJECT' }));
    assert.match(mode.message, /^The upload was created using the COMPOSITE checksum mode\./);
    await upload.complete([part]);
  });

  it('may not come with parts where nobody asked for one', async () => {
    const upload = await begin('unasked');
    const part = await upload.part(1, LAST);
    const error = await failure(upload.complete([{ ...part, ChecksumCRC32: await checksum('CRC32', LAST) }]));
    assert.equal(error.name, 'InvalidPart');
  });
});

describe('the checksum of a part', () => {
  const uploadPart = (id: string, rest: object) =>
    local.s3.send(
      new UploadPartCommand({ Bucket, Key: 'part', UploadId: id, PartNumber: 1, Body: LAST, ...rest }),
    );

  it('is verified and given back', async () => {
    const { id } = await begin('part');
    const { ChecksumSHA1 } = await uploadPart(id, { ChecksumAlgorithm: 'SHA1' });
    assert.equal(ChecksumSHA1, await checksum('SHA1', LAST));
    const wrong = await failure(uploadPart(id, { ChecksumSHA1: await checksum('SHA1', FIRST) }));
    assert.deepEqual(
      [wrong.name, wrong.message],
      ['BadDigest', 'The SHA1 you specified did not match the calculated checksum.'],
    );
    const md5 = await failure(uploadPart(id, { ContentMD5: await checksum('MD5', FIRST) }));
    assert.equal(md5.name, 'BadDigest');
  });

  it('may come behind a stream', async () => {
    const { id } = await begin('part', { ChecksumAlgorithm: 'CRC32C' });
    const Body = Readable.from([LAST], { objectMode: false });
    const command = { ChecksumAlgorithm: 'CRC32C', Body, ContentLength: LAST.length };
    assert.equal((await uploadPart(id, command)).ChecksumCRC32C, await checksum('CRC32C', LAST));
  });

  it('must be of the algorithm that the upload was created with', async () => {
    const { id } = await begin('part', { ChecksumAlgorithm: 'CRC32C' });
    const error = await failure(uploadPart(id, { ChecksumAlgorithm: 'SHA1' as ChecksumName }));
    assert.equal(
      error.message,
      'Checksum Type mismatch occurred, expected checksum Type: crc32c, actual checksum Type: sha1',
    );
  });
});
