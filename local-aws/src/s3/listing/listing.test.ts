import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';

const Bucket = 'listing';
const KEYS = ['2026/01/a', '2026/01/b', '2026/02/a', 'a b+c', 'logs/x', 'readme', 'ключ', '😀'];

describe('ListObjects and ListObjectsV2', () => {
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws();
    await local.s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of [...KEYS].reverse())
      await local.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });
  after(() => local.close());

  const list = (rest: Omit<ListObjectsV2CommandInput, 'Bucket'> = {}) =>
    local.s3.send(new ListObjectsV2Command({ Bucket, ...rest }));
  const keysOf = ({ Contents = [] }: { Contents?: { Key?: string }[] }) => Contents.map(({ Key }) => Key);
  const prefixesOf = ({ CommonPrefixes = [] }: { CommonPrefixes?: { Prefix?: string }[] }) =>
    CommonPrefixes.map(({ Prefix }) => Prefix);

  it('list all keys in the order of their bytes', async () => {
    const listed = await list();
    assert.deepEqual(keysOf(listed), KEYS);
    const { IsTruncated, KeyCount, MaxKeys, Name, Prefix, Delimiter, EncodingType } = listed;
    assert.deepEqual(
      { IsTruncated, KeyCount, MaxKeys, Name, Prefix, Delimiter, EncodingType },
      {
        IsTruncated: false,
        KeyCount: KEYS.length,
        MaxKeys: 1000,
        Name: Bucket,
        Prefix: '',
        Delimiter: undefined,
        EncodingType: undefined,
      },
    );
    const { ETag, Size, StorageClass, Owner } = listed.Contents?.[0] ?? {};
    assert.deepEqual([Size, StorageClass, Owner], [9, 'STANDARD', undefined]);
    assert.match(ETag ?? '', /^"[0-9a-f]{32}"$/);
  });

  it('show an object as it was written last, and none that is gone', async () => {
    const Key = 'written/twice';
    for (const Body of ['once', 'and again']) {
      const { ETag } = await local.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const { Contents: [found] = [] } = await list({ Prefix: Key });
      assert.deepEqual([found?.Size, found?.ETag], [Body.length, ETag]);
    }
    await local.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    assert.equal((await list({ Prefix: Key })).KeyCount, 0);
  });

  it('show when each object was written, and the storage class and the checksum of each', async () => {
    const own = { Bucket: 'listing-of-times' };
    await local.s3.send(new CreateBucketCommand(own));
    const puts: Omit<PutObjectCommandInput, 'Bucket'>[] = [
      { Key: 'a', ChecksumAlgorithm: 'SHA1' },
      { Key: 'b', ChecksumAlgorithm: 'SHA1', StorageClass: 'STANDARD_IA' },
      { Key: 'c', ChecksumAlgorithm: 'CRC32', StorageClass: 'STANDARD_IA' },
      { Key: 'd', ChecksumAlgorithm: 'CRC32' },
    ];
    const expected = [];
    for (const put of puts) {
      if (put.Key === 'b' || put.Key === 'd') local.clock.advance(86_399_000);
      await local.s3.send(new PutObjectCommand({ ...own, ...put, Body: put.Key }));
      const head = await local.s3.send(new HeadObjectCommand({ ...own, Key: put.Key }));
      expected.push([head.LastModified, head.StorageClass ?? 'STANDARD', [put.ChecksumAlgorithm]]);
    }
    const { Contents = [] } = await local.s3.send(new ListObjectsV2Command(own));
    const found = Contents.map((one) => [one.LastModified, one.StorageClass, one.ChecksumAlgorithm]);
    assert.deepEqual(found, expected);
    assert.equal(new Set(Contents.map(({ LastModified }) => LastModified?.getTime())).size, 3);
  });

  it('roll up at a delimiter', async () => {
    const top = await list({ Delimiter: '/' });
    assert.deepEqual(prefixesOf(top), ['2026/', 'logs/']);
    assert.deepEqual([top.KeyCount, top.Delimiter], [6, '/']);
    const year = await list({ Delimiter: '/', Prefix: '2026/' });
    assert.deepEqual([prefixesOf(year), keysOf(year)], [['2026/01/', '2026/02/'], []]);
  });

  it('come in pages that the SDK can follow', async () => {
    for (const Delimiter of [undefined, '/']) {
      const found: (string | undefined)[] = [];
      const config = { client: local.s3, pageSize: 2 };
      for await (const page of paginateListObjectsV2(config, { Bucket, Delimiter })) {
        const names = [...keysOf(page), ...prefixesOf(page)];
        assert.ok(names.length <= 2);
        assert.equal(page.KeyCount, names.length);
        found.push(...names);
      }
      const whole = await list({ Delimiter });
      assert.deepEqual(found.sort(), [...keysOf(whole), ...prefixesOf(whole)].sort());
    }
  });

  it('begin after a key, unless a token says otherwise', async () => {
    const { NextContinuationToken } = await list({ MaxKeys: 6 });
    const after = await list({ StartAfter: 'readme' });
    assert.deepEqual([keysOf(after), after.StartAfter], [['ключ', '😀'], 'readme']);
    const both = await list({ StartAfter: '2026/01/a', ContinuationToken: NextContinuationToken });
    assert.deepEqual(keysOf(both), ['ключ', '😀']);
    assert.deepEqual([both.ContinuationToken, both.StartAfter], [NextContinuationToken, undefined]);
  });

  it('refuse tokens that they have not given', async () => {
    for (const ContinuationToken of ['2026/01/a', '1', 'x'.repeat(40)]) {
      const error = await failure(list({ ContinuationToken }));
      assert.deepEqual(
        [error.name, error.status, error.message],
        ['InvalidArgument', 400, 'The continuation token provided is incorrect'],
      );
      assert.equal((error as { ArgumentValue?: string }).ArgumentValue, undefined); // recorded on AWS
    }
  });

  it('take 0 to 2^31-1 as the number of keys, and give no more than 1,000', async () => {
    const none = await list({ MaxKeys: 0 });
    assert.deepEqual(
      [none.KeyCount, none.IsTruncated, none.MaxKeys, none.Contents],
      [0, false, 0, undefined],
    );
    assert.equal((await list({ MaxKeys: 5000 })).MaxKeys, 1000);
    const refused: [MaxKeys: number, message: string][] = [
      [-1, 'Argument maxKeys must be an integer between 0 and 2147483647'],
      [2 ** 31, 'Provided max-keys not an integer or within integer range'],
    ];
    for (const [MaxKeys, message] of refused) {
      const error = await failure(list({ MaxKeys }));
      assert.deepEqual([error.name, error.message], ['InvalidArgument', message]);
    }
  });

  it('encode names when asked to', async () => {
    const encoded = await list({ EncodingType: 'url', Prefix: 'a ', Delimiter: '+', StartAfter: ' ' });
    assert.deepEqual(
      [encoded.EncodingType, encoded.Prefix, encoded.Delimiter, encoded.StartAfter, prefixesOf(encoded)],
      ['url', 'a+', '%2B', '+', ['a+b%2B']],
    );
    assert.deepEqual(keysOf(await list({ EncodingType: 'url', Prefix: 'ключ' })), [
      '%D0%BA%D0%BB%D1%8E%D1%87',
    ]);
    assert.deepEqual(keysOf(await list({ EncodingType: 'url', Prefix: 'logs/' })), ['logs/x']);
    const error = await failure(list({ EncodingType: 'base64' as 'url' }));
    assert.deepEqual(
      [error.name, error.message],
      ['InvalidArgument', 'Invalid Encoding Method specified in Request'],
    );
  });

  it('name owners when asked to, and in the first version always', async () => {
    const { Contents } = await list({ FetchOwner: true, MaxKeys: 1 });
    assert.match(Contents?.[0]?.Owner?.ID ?? '', /^[0-9a-f]{64}$/);
    const first = await local.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }));
    assert.deepEqual(first.Contents?.[0]?.Owner, Contents?.[0]?.Owner);
  });

  it('in the first version go on after a marker, which is named only with a delimiter', async () => {
    const all = await local.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }));
    assert.deepEqual([all.IsTruncated, all.Marker, all.NextMarker], [true, '', undefined]);
    const rest = await local.s3.send(new ListObjectsCommand({ Bucket, Marker: 'readme' }));
    assert.deepEqual([keysOf(rest), rest.Marker], [['ключ', '😀'], 'readme']);
    const top = await local.s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
    assert.deepEqual([prefixesOf(top), top.NextMarker], [['2026/'], '2026/']);
    const next = await local.s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: top.NextMarker, MaxKeys: 2 }),
    );
    assert.deepEqual([keysOf(next), prefixesOf(next)], [['a b+c'], ['logs/']]);
  });
});
