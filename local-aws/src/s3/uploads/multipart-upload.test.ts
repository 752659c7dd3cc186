import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Principal } from '../../operation.js';
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
const head = (Key: string, rest: Partial<GetObjectCommandInput> = {}) =>
  local.s3.send(new HeadObjectCommand({ Bucket, Key, ...rest }));
async function get(Key: string, rest: Partial<GetObjectCommandInput> = {}) {
  const output = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  return { ...output, bytes: Buffer.from((await output.Body?.transformToByteArray()) ?? []) };
}
const md5 = (content: Uint8Array) => createHash('md5').update(content).digest();

describe('an upload of parts', () => {
  it('becomes one object, with the MD5 of the MD5s as ETag', async () => {
    const upload = await begin('joined');
    const second = await upload.part(7, LAST); // parts may come in any order, and numbers may be left out
    const first = await upload.part(2, FIRST);
    assert.equal((await failure(head('joined'))).status, 404);
    const completed = await upload.complete([first, second]);
    const etag = `"${createHash('md5')
      .update(Buffer.concat([md5(FIRST), md5(LAST)]))
      .digest('hex')}-2"`;
    assert.deepEqual(
      [completed.ETag, completed.Bucket, completed.Key, completed.ServerSideEncryption],
      [etag, Bucket, 'joined', 'AES256'],
    );
    const { bytes, ETag } = await get('joined');
    assert.equal(ETag, etag);
    assert.ok(bytes.equals(Buffer.concat([FIRST, LAST])));
  });

  it('may be completed again, which changes nothing (verified on AWS by moto)', async () => {
    const upload = await begin('again');
    const parts = [await upload.part(1, LAST)];
    const { $metadata: _, ...once } = await upload.complete(parts);
    const { $metadata: __, ...twice } = await upload.complete(parts, { IfNoneMatch: '*' });
    assert.deepEqual(twice, once);
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'again', Body: 'another' }));
    const late = await failure(upload.complete(parts));
    assert.deepEqual([late.name, late.status], ['NoSuchUpload', 404]);
    assert.equal((await get('again')).bytes.toString(), 'another');
  });

  it('gives the object what it was created with', async () => {
    const upload = await begin('attributes', {
      ContentType: 'text/csv',
      Metadata: { Sensor: '42' },
      StorageClass: 'STANDARD_IA',
      Tagging: 'stage=test&empty=',
    });
    await upload.complete([await upload.part(1, LAST)]);
    const { ContentType, Metadata, StorageClass, TagCount } = await head('attributes');
    assert.deepEqual(
      [ContentType, Metadata, StorageClass, TagCount],
      ['text/csv', { sensor: '42' }, 'STANDARD_IA', 2],
    );
    const { TagSet } = await local.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'attributes' }));
    assert.deepEqual(TagSet, [
      { Key: 'stage', Value: 'test' },
      { Key: 'empty', Value: '' },
    ]);
  });

  it('takes the last part that came under a number', async () => {
    const upload = await begin('replaced');
    const old = await upload.part(1, 'old');
    const part = await upload.part(1, 'new');
    assert.equal((await failure(upload.complete([old]))).name, 'InvalidPart');
    await upload.complete([part]);
    assert.equal((await get('replaced')).bytes.toString(), 'new');
  });

  it('leaves out parts that are not named', async () => {
    const upload = await begin('chosen');
    await upload.part(1, 'left out');
    await upload.complete([await upload.part(2, 'chosen')]);
    assert.equal((await get('chosen')).bytes.toString(), 'chosen');
  });

  it('is refused with what is wrong with the parts, and can go on', async () => {
    const upload = await begin('wrong');
    const small = await upload.part(1, 'small');
    const last = await upload.part(2, LAST);
    const cases: [object[], string, string][] = [
      [[], 'InvalidRequest', 'You must specify at least one part'],
      [
        [last, small],
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      ],
      [
        [last, last],
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      ],
      [
        [{ ...small, ETag: last.ETag }],
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      ],
      [[small, last], 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size'],
      [
        [{ ETag: small.ETag }],
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      ],
    ];
    for (const [parts, code, message] of cases) {
      const error = await failure(upload.complete(parts));
      assert.deepEqual([error.name, error.status, error.message], [code, 400, message]);
    }
    const tooSmall = (await failure(upload.complete([small, last]))) as unknown as Record<string, string>;
    assert.deepEqual(
      [tooSmall.MinSizeAllowed, tooSmall.ProposedSize, tooSmall.PartNumber],
      ['5242880', '5', '1'],
    );
    await upload.complete([last]);
  });

  it('is refused when it comes to another size than its creator says', async () => {
    const upload = await begin('sized');
    const part = await upload.part(1, LAST);
    const error = await failure(upload.complete([part], { MpuObjectSize: 5 }));
    assert.equal(
      error.message,
      "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
    );
    await upload.complete([part], { MpuObjectSize: 4 });
  });

  it('takes part numbers from 1 to 10,000', async () => {
    const upload = await begin('numbers');
    for (const PartNumber of [0, -1, 10_001]) {
      const at = { Bucket, Key: 'numbers', UploadId: upload.id, PartNumber };
      for (const command of [
        new UploadPartCommand({ ...at, Body: 'x' }),
        new UploadPartCopyCommand({ ...at, CopySource: `${Bucket}/numbers` }),
      ]) {
        const error = await failure(local.s3.send(command as UploadPartCommand));
        assert.deepEqual(
          [error.name, error.status, error.message],
          ['InvalidArgument', 400, 'Part number must be an integer between 1 and 10000, inclusive'],
        );
      }
    }
    await upload.complete([await upload.part(10_000, 'x')]);
  });

  it('is gone when it was aborted, and one that is not there cannot be used', async () => {
    const upload = await begin('aborted');
    const part = await upload.part(1, LAST);
    const at = { Bucket, Key: 'aborted', UploadId: upload.id };
    const { $metadata } = await local.s3.send(new AbortMultipartUploadCommand(at));
    assert.equal($metadata.httpStatusCode, 204);
    const unusable = [
      () => upload.part(2, 'x'),
      () => upload.complete([part]),
      () => local.s3.send(new AbortMultipartUploadCommand(at)),
      () => local.s3.send(new ListPartsCommand(at)),
    ];
    for (const use of unusable) {
      const error = await failure(use());
      assert.deepEqual([error.name, error.status], ['NoSuchUpload', 404]);
      assert.match(error.message, /^The specified upload does not exist\. The upload ID may be invalid/);
    }
    const other = await begin('one-key');
    const elsewhere = { ...at, Key: 'another-key', UploadId: other.id };
    const error = await failure(local.s3.send(new AbortMultipartUploadCommand(elsewhere)));
    assert.equal(error.name, 'NoSuchUpload');
  });

  it('does not keep its bucket from being deleted, and ends with it', async () => {
    const at = { Bucket: 'short-lived', Key: 'k' };
    await local.s3.send(new CreateBucketCommand(at));
    const before = local.server.account.s3.liveBlobs().size;
    const upload = await beginUpload(local.s3, at.Bucket, at.Key);
    await upload.part(1, FIRST);
    assert.equal(local.server.account.s3.liveBlobs().size, before + 1);
    await local.s3.send(new DeleteBucketCommand(at));
    await local.s3.send(new CreateBucketCommand(at));
    assert.equal((await failure(upload.part(2, 'x'))).name, 'NoSuchUpload');
    assert.equal(local.server.account.s3.liveBlobs().size, before);
  });

  for (const [size, contents] of Object.entries({ large: [FIRST, LAST], small: [LAST] })) {
    it(`is completed once by many that try at once, with ${size} parts`, async () => {
      const upload = await begin(`race of ${size}`);
      const parts = [];
      for (const content of contents) parts.push(await upload.part(parts.length + 1, content));
      // Not over HTTP, so that all are under way before one is done.
      const input = {
        Bucket,
        Key: `race of ${size}`,
        UploadId: upload.id,
        MultipartUpload: { Parts: parts },
      };
      const { UserId: userId = '', Arn: arn = '' } = await local.sts.send(new GetCallerIdentityCommand({}));
      const { account } = local.server;
      const admin: Principal = { kind: 'user', account: account.account, arn, userId, name: 'admin' };
      const complete = () => account.invoke('s3', 'CompleteMultipartUpload', input, admin);
      const before = account.s3.liveBlobs().size;
      const [first, ...others] = await Promise.all([complete(), complete(), complete()]);
      assert.deepEqual(others, [first, first]);
      assert.ok(account.s3.liveBlobs().size <= before); // one content instead of several, and of the parts'
    });
  }
});
