import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListPartsCommand,
  type ListPartsCommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';
import { beginUpload, type TestUpload } from '../testing/parts.js';

const Bucket = 'under-way';
let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

describe('ListParts', () => {
  let upload: TestUpload;
  const list = (rest: Partial<ListPartsCommandInput> = {}) =>
    local.s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId: upload.id, ...rest }));

  before(async () => {
    upload = await beginUpload(local.s3, Bucket, 'parts', { ChecksumAlgorithm: 'SHA1' });
  });

  it('tells of the upload when there are no parts yet', async () => {
    const { $metadata, Owner, ...empty } = await list();
    assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(empty, {
      Bucket,
      Key: 'parts',
      UploadId: upload.id,
      Initiator: { ID: 'arn:aws:iam::000000000000:user/admin' },
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: 'SHA1',
      ChecksumType: 'COMPOSITE',
      PartNumberMarker: '0',
      NextPartNumberMarker: '0',
      MaxParts: 1000,
      IsTruncated: false,
    });
  });

  it('lists parts by their numbers, page by page', async () => {
    const part = await upload.part(10, 'ten');
    await upload.part(2, 'two');
    await upload.part(9, 'nine');
    const all = await list();
    assert.deepEqual(
      all.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
      [
        [2, 3],
        [9, 4],
        [10, 3],
      ],
    );
    const { LastModified, ...last } = all.Parts?.at(-1) ?? {};
    assert.deepEqual(last, { ...part, Size: 3 });
    assert.equal(LastModified?.getTime(), Math.floor(local.clock.now() / 1000) * 1000);
    assert.deepEqual([all.IsTruncated, all.NextPartNumberMarker], [false, '10']);
    const first = await list({ MaxParts: 2 });
    assert.deepEqual([first.Parts?.length, first.IsTruncated, first.NextPartNumberMarker], [2, true, '9']);
    const rest = await list({ MaxParts: 2, PartNumberMarker: first.NextPartNumberMarker });
    assert.deepEqual([rest.Parts?.map(({ PartNumber }) => PartNumber), rest.IsTruncated], [[10], false]);
    const none = await list({ PartNumberMarker: '10' });
    assert.deepEqual([none.Parts, none.NextPartNumberMarker], [undefined, '0']);
  });

  it('refuses pages that cannot be', async () => {
    for (const wrong of [{ MaxParts: -1 }, { PartNumberMarker: 'x' }]) {
      assert.equal((await failure(list(wrong))).name, 'InvalidArgument');
    }
  });
});

describe('ListMultipartUploads', () => {
  const ids: Record<string, string[]> = {};
  const list = (rest: Partial<ListMultipartUploadsCommandInput> = {}) =>
    local.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'l/', ...rest }));
  const found = (output: Awaited<ReturnType<typeof list>>) =>
    output.Uploads?.map(({ Key, UploadId }) => [Key, UploadId]) ?? [];

  before(async () => {
    for (const key of ['l/z', 'l/a', 'l/dir/1', 'l/a', 'l/dir/2', 'l/a']) {
      ids[key] = [...(ids[key] ?? []), (await beginUpload(local.s3, Bucket, key)).id];
    }
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'l/object', Body: 'is no upload' }));
  });

  it('lists uploads by key and creation, with markers also on the last page', async () => {
    const all = await list();
    const order = ['l/a', 'l/dir/1', 'l/dir/2', 'l/z'].flatMap((key) =>
      (ids[key] ?? []).map((id) => [key, id]),
    );
    assert.deepEqual(found(all), order);
    assert.deepEqual(
      [all.IsTruncated, all.NextKeyMarker, all.NextUploadIdMarker, all.KeyMarker, all.UploadIdMarker],
      [false, 'l/z', ids['l/z']?.[0], '', ''],
    );
    const { Initiated, ...first } = all.Uploads?.[0] ?? {};
    assert.equal(Initiated?.getTime(), Math.floor(local.clock.now() / 1000) * 1000);
    assert.deepEqual(Object.keys(first).sort(), ['Initiator', 'Key', 'Owner', 'StorageClass', 'UploadId']);
  });

  it('goes on page by page, in the middle of a key too', async () => {
    const seen: unknown[] = [];
    let at: Partial<ListMultipartUploadsCommandInput> = {};
    for (let more = true; more; ) {
      const page = await list({ ...at, MaxUploads: 2 });
      seen.push(...found(page));
      more = page.IsTruncated ?? false;
      at = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    assert.deepEqual(seen, found(await list()));
  });

  it('goes on after a key, and ignores an upload marker without one', async () => {
    assert.deepEqual(
      found(await list({ KeyMarker: 'l/a' })).map(([key]) => key),
      ['l/dir/1', 'l/dir/2', 'l/z'],
    );
    const ignored = await list({ UploadIdMarker: 'x' });
    assert.deepEqual([ignored.Uploads?.length, ignored.UploadIdMarker], [6, '']);
    const wrong = await failure(list({ KeyMarker: 'l/a', UploadIdMarker: ids['l/z']?.[0] }));
    assert.deepEqual([wrong.name, wrong.message], ['InvalidArgument', 'Invalid uploadId marker']);
  });

  it('rolls keys up to common prefixes, which have no markers', async () => {
    const rolled = await list({ Delimiter: '/' });
    assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'l/dir/' }]);
    assert.equal(rolled.Uploads?.length, 4);
    const second = await list({ Delimiter: '/', KeyMarker: 'l/a', MaxUploads: 1 });
    assert.deepEqual(
      [second.CommonPrefixes, second.Uploads, second.IsTruncated, second.NextKeyMarker],
      [[{ Prefix: 'l/dir/' }], undefined, true, ''],
    );
    for (const KeyMarker of ['l/dir/', 'l/dir/1']) {
      const after = await list({ Delimiter: '/', KeyMarker });
      assert.deepEqual([after.CommonPrefixes, found(after).map(([key]) => key)], [undefined, ['l/z']]);
    }
  });

  it('encodes keys when asked, and refuses what cannot be', async () => {
    await beginUpload(local.s3, Bucket, 'ü /1');
    const { Uploads, NextKeyMarker } = await list({ Prefix: 'ü', EncodingType: 'url' });
    assert.deepEqual([Uploads?.[0]?.Key, NextKeyMarker], ['%C3%BC+/1', '%C3%BC+/1']);
    for (const wrong of [{ MaxUploads: -1 }, { EncodingType: 'gzip' as 'url' }]) {
      assert.equal((await failure(list(wrong))).name, 'InvalidArgument');
    }
  });
});
