import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { type ChecksumName, checksum } from './checksums.js';
import { failure } from './testing/failure.js';

/** The published check values of the CRCs, and the digests of the same input. */
const INPUT = Buffer.from('123456789');
const CHECK_VALUES: Record<ChecksumName, string> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  MD5: createHash('md5').update(INPUT).digest('hex'),
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: createHash('sha256').update(INPUT).digest('hex'),
  SHA512: createHash('sha512').update(INPUT).digest('hex'),
};

describe('checksum', () => {
  for (const [name, hex] of Object.entries(CHECK_VALUES)) {
    it(`computes ${name}`, async () => {
      assert.equal(await checksum(name as ChecksumName, INPUT), Buffer.from(hex, 'hex').toString('base64'));
    });
  }
});

describe('checksums of objects', () => {
  const Bucket = 'checksums';
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws();
    await local.s3.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => local.close());

  const put = (Key: string, rest: Partial<PutObjectCommandInput>) =>
    local.s3.send(new PutObjectCommand({ Bucket, Key, Body: INPUT, ...rest }));

  for (const name of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
    it(`of ${name} are verified, kept, and given back to those who ask`, async () => {
      const value = Buffer.from(CHECK_VALUES[name], 'hex').toString('base64');
      const stored = await put(name, { ChecksumAlgorithm: name });
      assert.deepEqual([stored[`Checksum${name}`], stored.ChecksumType], [value, 'FULL_OBJECT']);
      const asked = await local.s3.send(
        new HeadObjectCommand({ Bucket, Key: name, ChecksumMode: 'ENABLED' }),
      );
      assert.deepEqual([asked[`Checksum${name}`], asked.ChecksumType], [value, 'FULL_OBJECT']);
      const unasked = await local.s3.send(new HeadObjectCommand({ Bucket, Key: name }));
      assert.equal(unasked[`Checksum${name}`], undefined);
      const { Body } = await local.s3.send(new GetObjectCommand({ Bucket, Key: name }));
      assert.equal(await Body?.transformToString(), '123456789'); // the SDK verifies the checksum on its way
      const { Contents } = await local.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: name, MaxKeys: 1 }),
      );
      assert.deepEqual(Contents?.[0]?.ChecksumAlgorithm, [name]);
    });
  }

  it('that are wrong refuse the object', async () => {
    const wrong = Buffer.alloc(32).toString('base64');
    const error = await failure(put('wrong', { ChecksumSHA256: wrong }));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['BadDigest', 400, 'The SHA256 you specified did not match the calculated checksum.'],
    );
    const md5 = createHash('md5').update('other').digest('base64');
    const other = await failure(put('wrong', { ContentMD5: md5 }));
    assert.deepEqual(
      [other.name, other.status, other.message],
      ['BadDigest', 400, 'The Content-MD5 you specified did not match what we received.'],
    );
    const missing = await failure(local.s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' })));
    assert.equal(missing.status, 404);
  });

  it('that are none are refused as such', async () => {
    const error = await failure(put('malformed', { ChecksumSHA256: 'bm90IGEgc3Vt' }));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['InvalidRequest', 400, 'Value for x-amz-checksum-sha256 header is invalid.'],
    );
    const md5 = await failure(put('malformed', { ContentMD5: 'bm90IGEgc3Vt' }));
    assert.deepEqual(
      [md5.name, md5.status, md5.message],
      ['InvalidDigest', 400, 'The Content-MD5 you specified was invalid.'],
    );
  });

  it('may not be several', async () => {
    const sha1 = createHash('sha1').update(INPUT).digest('base64');
    const sha256 = createHash('sha256').update(INPUT).digest('base64');
    const error = await failure(put('several', { ChecksumSHA1: sha1, ChecksumSHA256: sha256 }));
    assert.equal(
      error.message,
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  });

  it('are CRC64NVME where the caller sent none', async () => {
    const { endpoint, server } = local;
    const silent = new S3Client({
      endpoint,
      region: server.account.region,
      credentials: server.credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await silent.send(new PutObjectCommand({ Bucket, Key: 'none', Body: INPUT }));
    silent.destroy();
    const found = await local.s3.send(
      new HeadObjectCommand({ Bucket, Key: 'none', ChecksumMode: 'ENABLED' }),
    );
    assert.equal(found.ChecksumCRC64NVME, Buffer.from(CHECK_VALUES.CRC64NVME, 'hex').toString('base64'));
  });
});
