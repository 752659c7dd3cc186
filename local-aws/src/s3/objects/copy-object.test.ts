import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { checksum } from '../checksums.js';
import { failure } from '../testing/failure.js';
import { beginUpload, PART_BYTES } from '../testing/parts.js';

const Bucket = 'copies';
const LARGE = Buffer.alloc(100_000, 'large');
const HOUR_MS = 3_600_000;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  for (const name of [Bucket, 'other-bucket']) {
    await local.s3.send(new CreateBucketCommand({ Bucket: name }));
  }
});
after(() => local.close());

const put = (Key: string, rest: Partial<PutObjectCommandInput> = {}) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...rest }));
const copy = (source: string, Key: string, rest: Partial<CopyObjectCommandInput> = {}) =>
  local.s3.send(
    new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${encodeURIComponent(source)}`, ...rest }),
  );
const head = (Key: string) => local.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
const tags = async (Key: string) =>
  (await local.s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
async function content(Key: string, bucket = Bucket): Promise<Buffer> {
  const { Body } = await local.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('CopyObject', () => {
  it('copies content, metadata and tags, and says so in XML', async () => {
    const attributes = { ContentType: 'text/csv', CacheControl: 'no-store', Metadata: { sensor: '42' } };
    const { ETag, ChecksumCRC32 } = await put('from', { Body: LARGE, ...attributes, Tagging: 'a=1&b=' });
    const { CopyObjectResult, ServerSideEncryption } = await copy('from', 'to');
    const LastModified = new Date(Math.floor(local.clock.now() / 1000) * 1000);
    assert.deepEqual(CopyObjectResult, { ETag, LastModified, ChecksumCRC32 });
    assert.equal(ServerSideEncryption, 'AES256');
    assert.ok((await content('to')).equals(LARGE));
    const { ContentType, CacheControl, Metadata, TagCount, ChecksumType } = await head('to');
    assert.deepEqual({ ContentType, CacheControl, Metadata }, attributes);
    assert.deepEqual([TagCount, ChecksumType], [2, 'FULL_OBJECT']);
    assert.deepEqual(await tags('to'), await tags('from'));
  });

  it('copies to another bucket, and small contents too', async () => {
    await put('small', { Body: 'small' });
    await copy('small', 'small', { Bucket: 'other-bucket' });
    assert.equal((await content('small', 'other-bucket')).toString(), 'small');
  });

  it('replaces metadata or tags when told to', async () => {
    await put('both', { Metadata: { old: '1' }, ContentType: 'text/csv', Tagging: 'old=1' });
    await copy('both', 'new metadata', { MetadataDirective: 'REPLACE', Metadata: { new: '2' } });
    const replaced = await head('new metadata');
    assert.deepEqual([replaced.Metadata, replaced.ContentType], [{ new: '2' }, 'binary/octet-stream']);
    assert.deepEqual(await tags('new metadata'), [{ Key: 'old', Value: '1' }]);
    await copy('both', 'new tags', { TaggingDirective: 'REPLACE', Tagging: 'new=2', Metadata: { no: '3' } });
    assert.deepEqual((await head('new tags')).Metadata, { old: '1' });
    assert.deepEqual(await tags('new tags'), [{ Key: 'new', Value: '2' }]);
    await copy('both', 'no tags', { TaggingDirective: 'REPLACE' });
    assert.deepEqual(await tags('no tags'), []);
    for (const wrong of [{ MetadataDirective: 'MERGE' }, { TaggingDirective: 'MERGE' }]) {
      const error = await failure(copy('both', 'wrong', wrong as Partial<CopyObjectCommandInput>));
      assert.deepEqual([error.name, error.status], ['InvalidArgument', 400]);
    }
  });

  it('changes an object in place, but does not copy it onto itself unchanged', async () => {
    await put('itself', { Body: LARGE, Metadata: { old: '1' } });
    const error = await failure(copy('itself', 'itself'));
    assert.deepEqual(
      [error.name, error.status, error.message],
      [
        'InvalidRequest',
        400,
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      ],
    );
    await copy('itself', 'itself', { MetadataDirective: 'REPLACE', Metadata: { new: '2' } });
    assert.deepEqual((await head('itself')).Metadata, { new: '2' });
    await copy('itself', 'itself', { StorageClass: 'STANDARD_IA' });
    assert.equal((await head('itself')).StorageClass, 'STANDARD_IA');
    await copy('itself', 'itself', { ServerSideEncryption: 'AES256' });
    assert.equal((await head('itself')).StorageClass, undefined); // it is not carried along
    await copy('itself', 'itself', { WebsiteRedirectLocation: '/elsewhere' });
    assert.equal((await head('itself')).WebsiteRedirectLocation, '/elsewhere');
    assert.ok((await content('itself')).equals(LARGE));
  });

  it('is made onto itself where a default encryption was put, even that of every bucket (recorded)', async () => {
    const at = { Bucket: 'with-encryption', Key: 'itself', CopySource: 'with-encryption/itself' };
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } };
    await local.s3.send(new CreateBucketCommand(at));
    await local.s3.send(new PutObjectCommand(at));
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await local.s3.send(new PutBucketEncryptionCommand({ ...at, ServerSideEncryptionConfiguration }));
    await local.s3.send(new CopyObjectCommand(at));
    await local.s3.send(new DeleteBucketEncryptionCommand(at));
    const error = await failure(local.s3.send(new CopyObjectCommand(at)));
    assert.equal(error.name, 'InvalidRequest');
  });

  it('finds sources of any name, however they are written', async () => {
    const names = ['with space', 'with+plus', 'ümlaut/鍵', '100%', 'a?b', '//', '..', 'a?versionId=null'];
    for (const name of names) {
      await put(name, { Body: name });
      await copy(name, `copy of ${name}`);
      assert.equal((await content(`copy of ${name}`)).toString(), name);
    }
    for (const CopySource of [
      `/${Bucket}/with%20space`,
      `${Bucket}/with+space`,
      `${Bucket}/with%20space?versionId=null`,
    ]) {
      await copy('', 'found', { CopySource });
      assert.equal((await content('found')).toString(), 'with space');
    }
  });

  it('refuses sources that are not there, or are none', async () => {
    for (const CopySource of ['nothing', `${Bucket}/`, '/', `${Bucket}/%ff`]) {
      const error = await failure(copy('', 'never', { CopySource }));
      assert.deepEqual(
        [error.name, error.status, error.message],
        ['InvalidArgument', 400, 'Invalid copy source object key'],
      );
    }
    assert.equal((await failure(copy('missing', 'never'))).name, 'NoSuchKey');
    assert.equal((await failure(copy('', 'never', { CopySource: 'no-bucket/k' }))).name, 'NoSuchBucket');
    const version = await failure(copy('', 'never', { CopySource: `${Bucket}/small?versionId=x` }));
    assert.equal(version.message, 'Invalid version id specified');
  });

  it('asks conditions of the source, which all fail with 412', async () => {
    const { ETag } = await put('conditional');
    const { LastModified: modified = new Date() } = await head('conditional');
    const earlier = new Date(modified.getTime() - HOUR_MS);
    const outcome = (rest: Partial<CopyObjectCommandInput>) =>
      copy('conditional', 'never', rest).then(
        () => 'copied',
        (error) => [error.$metadata.httpStatusCode, error.Condition],
      );
    assert.deepEqual(await outcome({ CopySourceIfMatch: '"other"' }), [412, 'x-amz-copy-source-If-Match']);
    assert.deepEqual(await outcome({ CopySourceIfNoneMatch: ETag }), [
      412,
      'x-amz-copy-source-If-None-Match',
    ]);
    assert.deepEqual(await outcome({ CopySourceIfModifiedSince: modified }), [
      412,
      'x-amz-copy-source-If-Modified-Since',
    ]);
    assert.deepEqual(await outcome({ CopySourceIfUnmodifiedSince: earlier }), [
      412,
      'x-amz-copy-source-If-Unmodified-Since',
    ]);
    const later = new Date(modified.getTime() + HOUR_MS);
    assert.equal(await outcome({ CopySourceIfModifiedSince: later }), 'copied');
    assert.equal(await outcome({ CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: earlier }), 'copied');
  });

  it('asks conditions of what it would replace', async () => {
    const { ETag } = await put('target');
    assert.equal((await failure(copy('small', 'target', { IfNoneMatch: '*' }))).status, 412);
    await copy('small', 'target', { IfMatch: ETag });
    assert.equal((await failure(copy('small', 'target', { IfMatch: ETag }))).status, 412);
  });

  it('gives the copy the checksum that is asked for, or one of the kind of the source', async () => {
    const sum = await checksum('SHA256', LARGE);
    const asked = await copy('from', 'asked', { ChecksumAlgorithm: 'SHA256' });
    assert.equal(asked.CopyObjectResult?.ChecksumSHA256, sum);
    assert.equal((await copy('asked', 'carried')).CopyObjectResult?.ChecksumSHA256, sum);
    assert.equal((await head('carried')).ChecksumSHA256, sum);
  });

  it('makes one content of an object of parts', async () => {
    const upload = await beginUpload(local.s3, Bucket, 'parts', { ChecksumAlgorithm: 'CRC32' });
    const whole = Buffer.concat([Buffer.alloc(PART_BYTES, 'part'), Buffer.from('last')]);
    await upload.complete([
      await upload.part(1, whole.subarray(0, PART_BYTES)),
      await upload.part(2, 'last'),
    ]);
    const { CopyObjectResult } = await copy('parts', 'one');
    assert.equal(CopyObjectResult?.ETag, `"${createHash('md5').update(whole).digest('hex')}"`);
    const { ChecksumCRC32, ChecksumType } = await head('one');
    assert.deepEqual([ChecksumCRC32, ChecksumType], [await checksum('CRC32', whole), 'FULL_OBJECT']);
  });

  it('needs the right to read the source and to write the copy, and with tags those of tags', async () => {
    await put('tagged', { Tagging: 'a=1' });
    const from = (key: string) => `arn:aws:s3:::${Bucket}/${key}`;
    const read = allow('s3:GetObject', [from('small'), from('tagged')]);
    const write = allow('s3:PutObject', from('copied-*'));
    const tag = allow('s3:PutObjectTagging', from('copied-*'));
    const attempt = async (statements: object[], source: string, rest = {}) => {
      const { s3 } = userWith(local, ...statements);
      const CopySource = `${Bucket}/${source}`;
      const command = new CopyObjectCommand({ Bucket, Key: 'copied-1', CopySource, ...rest });
      return s3.send(command).then(
        () => 'copied',
        (error) => /perform: (\S+) on/.exec(error.message)?.[1],
      );
    };
    assert.equal(await attempt([read, write], 'small'), 'copied');
    assert.equal(await attempt([write], 'small'), 's3:GetObject');
    assert.equal(await attempt([read], 'small'), 's3:PutObject');
    assert.equal(await attempt([read, write], 'tagged'), 's3:GetObjectTagging');
    const replaced = { TaggingDirective: 'REPLACE', Tagging: 'b=2' };
    assert.equal(await attempt([read, write], 'tagged', replaced), 's3:PutObjectTagging');
    assert.equal(await attempt([read, write, tag], 'tagged', replaced), 'copied');
    const versioned = { CopySource: `${Bucket}/small?versionId=null` };
    assert.equal(await attempt([read, write], 'small', versioned), 's3:GetObjectVersion');
    const onlySmall = { StringEquals: { 's3:x-amz-copy-source': `${Bucket}/small` } };
    const writeSmall = allow('s3:PutObject', from('copied-*'), onlySmall);
    assert.equal(await attempt([read, writeSmall], 'small'), 'copied');
    assert.equal(
      await attempt([read, writeSmall], 'tagged', { TaggingDirective: 'REPLACE' }),
      's3:PutObject',
    );
  });
});
