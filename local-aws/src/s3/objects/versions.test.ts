import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { checksum } from '../checksums.js';
import { failure } from '../testing/failure.js';

const Bucket = 'unversioned';
const KEYS = ['a', 'dir/1', 'dir/2', 'z'];

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
});
after(() => local.close());

const put = (Key: string) => local.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

describe('ListObjectVersions', () => {
  const list = (rest: Partial<ListObjectVersionsCommandInput> = {}) =>
    local.s3.send(new ListObjectVersionsCommand({ Bucket, ...rest }));
  const keys = ({ Versions = [] }: Awaited<ReturnType<typeof list>>) => Versions.map(({ Key }) => Key);

  it('tells of a bucket without objects', async () => {
    const { $metadata, ...empty } = await list();
    assert.deepEqual(empty, {
      Name: Bucket,
      Prefix: '',
      KeyMarker: '',
      VersionIdMarker: '',
      MaxKeys: 1000,
      IsTruncated: false,
    });
  });

  it('lists each object as its null version', async () => {
    for (const key of KEYS) await put(key);
    await put('a'); // replaces
    const all = await list();
    assert.deepEqual(keys(all), KEYS);
    const { LastModified, Owner, ...first } = all.Versions?.[0] ?? {};
    assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(first, {
      Key: 'a',
      VersionId: 'null',
      IsLatest: true,
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      ChecksumAlgorithm: ['CRC32'],
      ChecksumType: 'FULL_OBJECT',
      Size: 1,
      StorageClass: 'STANDARD',
    });
  });

  it('goes on page by page, with the markers of a key, or of a prefix without a version', async () => {
    const first = await list({ MaxKeys: 1, Delimiter: '/' });
    assert.deepEqual([first.NextKeyMarker, first.NextVersionIdMarker], ['a', 'null']);
    const second = await list({
      MaxKeys: 1,
      Delimiter: '/',
      KeyMarker: first.NextKeyMarker,
      VersionIdMarker: first.NextVersionIdMarker,
    });
    assert.deepEqual(
      [second.CommonPrefixes, second.IsTruncated, second.NextKeyMarker, second.NextVersionIdMarker],
      [[{ Prefix: 'dir/' }], true, 'dir/', undefined],
    );
    const third = await list({ MaxKeys: 1, Delimiter: '/', KeyMarker: second.NextKeyMarker });
    assert.deepEqual([keys(third), third.IsTruncated], [['z'], false]);
    assert.deepEqual(keys(await list({ Prefix: 'dir/', KeyMarker: 'dir/1' })), ['dir/2']);
  });

  it('refuses markers and numbers of keys that cannot be', async () => {
    const cases: [Partial<ListObjectVersionsCommandInput>, string][] = [
      [{ MaxKeys: -1 }, 'max-keys cannot be negative'],
      [{ VersionIdMarker: 'null' }, 'A version-id marker cannot be specified without a key marker.'],
      [{ KeyMarker: 'a', VersionIdMarker: '' }, 'A version-id marker cannot be empty.'],
      [{ KeyMarker: 'a', VersionIdMarker: 'x' }, 'Invalid version id specified'],
    ];
    for (const [wrong, message] of cases) {
      const error = await failure(list(wrong));
      assert.deepEqual([error.name, error.status, error.message], ['InvalidArgument', 400, message]);
    }
  });

  it('needs a right of its own', async () => {
    const { s3 } = userWith(local, allow('s3:ListBucket'));
    const error = await failure(s3.send(new ListObjectVersionsCommand({ Bucket })));
    assert.match(error.message, /perform: s3:ListBucketVersions on resource/);
  });
});

describe('the version of an object', () => {
  it('is null, and none of another name is there', async () => {
    await put('versioned');
    const commands = (VersionId: string) => {
      const at = { Bucket, Key: 'versioned', VersionId };
      return [
        new GetObjectCommand(at),
        new HeadObjectCommand(at),
        new GetObjectTaggingCommand(at),
        new GetObjectAttributesCommand({ ...at, ObjectAttributes: ['ETag'] }),
        new DeleteObjectCommand(at),
      ] as GetObjectCommand[];
    };
    for (const command of commands('HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD')) {
      const error = await failure(local.s3.send(command));
      assert.equal(error.status, 400);
      if (command.constructor.name === 'HeadObjectCommand') continue; // which has no body to tell more
      assert.deepEqual([error.name, error.message], ['InvalidArgument', 'Invalid version id specified']);
    }
    for (const command of commands('null')) await local.s3.send(command);
    const gone = await failure(local.s3.send(new HeadObjectCommand({ Bucket, Key: 'versioned' })));
    assert.equal(gone.status, 404);
  });

  it('is told key by key when many are deleted', async () => {
    await put('one');
    await put('two');
    const Objects = [
      { Key: 'one', VersionId: 'x' },
      { Key: 'two', VersionId: 'null' },
    ];
    const { Errors, Deleted } = await local.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    const Message = 'The specified version does not exist.';
    assert.deepEqual(Errors, [{ Key: 'one', VersionId: 'x', Code: 'NoSuchVersion', Message }]);
    assert.deepEqual(Deleted, [{ Key: 'two', VersionId: 'null' }]);
  });

  it('needs rights of its own, named or not', async () => {
    await put('mine');
    const { s3 } = userWith(local, allow(['s3:GetObject', 's3:DeleteObject']));
    const at = { Bucket, Key: 'mine', VersionId: 'null' };
    const read = await failure(s3.send(new GetObjectCommand(at)));
    assert.match(read.message, /perform: s3:GetObjectVersion on resource/);
    const deleted = await failure(s3.send(new DeleteObjectCommand(at)));
    assert.match(deleted.message, /perform: s3:DeleteObjectVersion on resource/);
  });
});

describe('GetObjectAttributes', () => {
  it('gives what is asked for, and nothing else', async () => {
    await put('attributes');
    const ask = (...ObjectAttributes: string[]) =>
      local.s3.send(
        new GetObjectAttributesCommand({
          ...{ Bucket, Key: 'attributes' },
          ObjectAttributes: ObjectAttributes as 'ETag'[],
        }),
      );
    const { $metadata, LastModified, ...some } = await ask('ETag', 'ObjectSize');
    assert.ok(LastModified);
    assert.deepEqual(some, { ETag: '736b91750e516139acc13c5eb6564f92', ObjectSize: 10 });
    const { Checksum, StorageClass, ObjectParts } = await ask('Checksum', 'StorageClass', 'ObjectParts');
    assert.deepEqual(
      [Checksum, StorageClass, ObjectParts],
      [
        { ChecksumCRC32: await checksum('CRC32', Buffer.from('attributes')), ChecksumType: 'FULL_OBJECT' },
        'STANDARD',
        undefined,
      ],
    );
    assert.equal((await failure(ask('Colour'))).message, 'Invalid attribute name specified.');
  });

  it('needs a right of its own beside that to read', async () => {
    const at = { Bucket, Key: 'attributes', ObjectAttributes: ['ETag' as const] };
    for (const right of ['s3:GetObject', 's3:GetObjectAttributes']) {
      const { s3 } = userWith(local, allow(right));
      assert.equal((await failure(s3.send(new GetObjectAttributesCommand(at)))).status, 403);
    }
    const { s3 } = userWith(local, allow(['s3:GetObject', 's3:GetObjectAttributes']));
    assert.ok((await s3.send(new GetObjectAttributesCommand(at))).ETag);
  });
});
