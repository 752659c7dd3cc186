import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';

const Bucket = 'objects';
const LARGE = Buffer.alloc(300_000, '0123456789');

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

type Rest<Input> = Omit<Input, 'Bucket' | 'Key'>;
const put = (Key: string, rest: Rest<PutObjectCommandInput> = {}) =>
  local.s3.send(new PutObjectCommand({ Bucket, Key, ...rest }));
const head = (Key: string, rest: Rest<GetObjectCommandInput> = {}) =>
  local.s3.send(new HeadObjectCommand({ Bucket, Key, ...rest }));
async function get(Key: string, rest: Rest<GetObjectCommandInput> = {}) {
  const output = await local.s3.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  return { ...output, bytes: Buffer.from((await output.Body?.transformToByteArray()) ?? []) };
}

describe('PutObject and GetObject', () => {
  for (const [size, body] of Object.entries({
    empty: Buffer.alloc(0),
    small: Buffer.from('hello'),
    large: LARGE,
  })) {
    it(`give ${size} contents back as they were, with their MD5 as ETag`, async () => {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const stored = await put(size, { Body: body });
      assert.equal(stored.ETag, etag);
      assert.equal(stored.ServerSideEncryption, 'AES256');
      const { bytes, ETag, ContentLength, AcceptRanges, ServerSideEncryption, LastModified } =
        await get(size);
      assert.deepEqual(bytes, body);
      assert.deepEqual(
        [ETag, ContentLength, AcceptRanges, ServerSideEncryption],
        [etag, body.length, 'bytes', 'AES256'],
      );
      assert.equal(LastModified?.getTime(), Math.floor(local.clock.now() / 1000) * 1000);
    });
  }

  it('take a body that is a stream of unknown end', async () => {
    const Body = Readable.from([LARGE.subarray(0, 100_000), LARGE.subarray(100_000)], { objectMode: false });
    await put('streamed', { Body, ContentLength: LARGE.length });
    const { bytes, ContentEncoding } = await get('streamed');
    assert.deepEqual(bytes, LARGE);
    assert.equal(ContentEncoding, undefined);
  });

  it('keep the headers and the metadata that came with the object', async () => {
    const headers = {
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      ContentType: 'application/json',
      Metadata: { sensor: '42', place: 'roof' },
      Expires: new Date('2027-01-01T00:00:00Z'),
    };
    await put('headers', { Body: 'x', ...headers });
    const { ExpiresString, ...found } = await head('headers');
    for (const [name, value] of Object.entries(headers)) {
      if (name === 'Expires') assert.equal(ExpiresString, 'Fri, 01 Jan 2027 00:00:00 GMT');
      else assert.deepEqual(found[name as keyof typeof found], value);
    }
  });

  it('give headers that the reader wants instead', async () => {
    await put('overridden', { Body: 'x', ContentType: 'text/plain', CacheControl: 'no-store' });
    const found = await get('overridden', {
      ResponseContentType: 'text/csv',
      ResponseContentLanguage: 'fr',
      ResponseContentDisposition: 'attachment; filename="ü.csv"',
    });
    assert.deepEqual(
      [found.ContentType, found.ContentLanguage, found.CacheControl, found.ContentDisposition],
      ['text/csv', 'fr', 'no-store', 'attachment; filename="ü.csv"'],
    );
  });

  it('replace an object as a whole', async () => {
    await put('replaced', { Body: LARGE, Metadata: { old: '1' } });
    await put('replaced', { Body: 'new' });
    const { bytes, Metadata } = await get('replaced');
    assert.equal(bytes.toString(), 'new');
    assert.deepEqual(Metadata, {});
  });

  it('keep keys apart that a file system would not', async () => {
    const keys = [
      'a',
      'a/b',
      'A',
      '..',
      '../..',
      '.',
      './a',
      '/leading',
      '//',
      'a//b',
      'trailing/',
      'with space',
      'with+plus',
      'with%2Fescape',
      'with%20escape',
      'query?x=1&y=2#hash',
      'quote\'"<&>',
      'tab\tand\nnewline',
      'é',
      'e\u0301',
      'ключ/鍵/😀',
      'k'.repeat(1024),
      'ü'.repeat(512),
      'con',
      'back\\slash',
      '*?|:',
      '__proto__',
    ];
    for (const key of keys) await put(`${key}`, { Body: `content of ${key}` });
    for (const key of keys) assert.equal((await get(key)).bytes.toString(), `content of ${key}`);
    const { Contents = [] } = await local.s3.send(new ListObjectsV2Command({ Bucket }));
    const listed = new Set(Contents.map(({ Key }) => Key));
    for (const key of keys) assert.ok(listed.has(key), `${JSON.stringify(key)} is not listed`);
    for (const key of keys) await local.s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
    for (const key of keys) assert.equal((await failure(head(key))).status, 404);
  });

  it('refuse keys over 1,024 bytes and metadata over 2 KB', async () => {
    const long = await failure(put('ü'.repeat(513), { Body: 'x' }));
    assert.deepEqual(
      [long.name, long.status, long.message],
      ['KeyTooLongError', 400, 'Your key is too long'],
    );
    const much = await failure(put('metadata', { Body: 'x', Metadata: { a: 'x'.repeat(2048) } }));
    assert.deepEqual([much.name, much.status], ['MetadataTooLarge', 400]);
  });

  it('say of a missing key that it does not exist', async () => {
    const error = await failure(get('missing'));
    assert.deepEqual(
      [error.name, error.status, error.message, (error as { Key?: string }).Key],
      ['NoSuchKey', 404, 'The specified key does not exist.', 'missing'],
    );
    assert.equal((await failure(head('missing'))).name, 'NotFound');
  });

  it('refuse what is not in local-aws by its name', async () => {
    const error = await failure(put('kms', { Body: 'x', ServerSideEncryption: 'aws:kms' }));
    assert.deepEqual([error.name, error.status], ['NotImplemented', 501]);
    assert.match(error.message, /^s3:PutObject with ServerSideEncryption "aws:kms" is not in local-aws/);
    assert.equal((await failure(head('kms'))).status, 404);
  });
});

describe('Range', () => {
  before(async () => {
    await put('ten', { Body: '0123456789' });
    await put('many', { Body: LARGE });
  });

  it('gives a part, with status 206 and where it stands', async () => {
    for (const [Key, size] of [
      ['ten', 10],
      ['many', LARGE.length],
    ] as const) {
      const part = await get(Key, { Range: 'bytes=2-4' });
      assert.equal(part.bytes.toString(), '234');
      assert.equal(part.$metadata.httpStatusCode, 206);
      assert.deepEqual([part.ContentRange, part.ContentLength], [`bytes 2-4/${size}`, 3]);
    }
    assert.equal((await get('ten', { Range: 'bytes=-3' })).bytes.toString(), '789');
    assert.equal((await get('ten', { Range: 'bytes=8-' })).bytes.toString(), '89');
  });

  it('gives no checksum with a part, since it is that of the whole', async () => {
    const part = await get('ten', { Range: 'bytes=0-1', ChecksumMode: 'ENABLED' });
    assert.equal(part.ChecksumCRC32, undefined);
  });

  it('is told by HeadObject too', async () => {
    const part = await head('ten', { Range: 'bytes=2-4' });
    assert.deepEqual([part.ContentRange, part.ContentLength], ['bytes 2-4/10', 3]);
  });

  it('behind the end is refused', async () => {
    const error = await failure(get('ten', { Range: 'bytes=10-' }));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['InvalidRange', 416, 'The requested range is not satisfiable'],
    );
    const { ActualObjectSize, RangeRequested } = error as {
      ActualObjectSize?: string;
      RangeRequested?: string;
    };
    assert.deepEqual([ActualObjectSize, RangeRequested], ['10', 'bytes=10-']);
  });
});

describe('DeleteObject and DeleteObjects', () => {
  it('succeed also for a key that is not there', async () => {
    const { $metadata } = await local.s3.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
    assert.equal($metadata.httpStatusCode, 204);
  });

  const deleteMany = (keys: string[], Quiet?: boolean) =>
    local.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet } }),
    );

  it('name every key that is gone, or none when asked to be quiet', async () => {
    await put('d/1', { Body: 'x' });
    await put('d/2 & <3>', { Body: 'x' });
    const keys = ['d/1', 'd/2 & <3>', 'd/never'];
    const { Deleted, Errors } = await deleteMany(keys);
    assert.deepEqual([Deleted, Errors], [keys.map((Key) => ({ Key })), undefined]);
    assert.equal((await failure(head('d/1'))).status, 404);
    const quiet = await deleteMany(keys, true);
    assert.deepEqual([quiet.Deleted, quiet.Errors], [undefined, undefined]);
  });

  it('take 1 to 1,000 keys', async () => {
    const many = Array.from({ length: 1001 }, (_, i) => `m/${i}`);
    const { Deleted } = await deleteMany(many.slice(1));
    assert.equal(Deleted?.length, 1000);
    for (const keys of [many, []]) {
      const error = await failure(deleteMany(keys));
      assert.deepEqual([error.name, error.status], ['MalformedXML', 400]);
    }
  });
});
