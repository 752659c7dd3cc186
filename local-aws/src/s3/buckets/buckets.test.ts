import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type ListBucketsCommandInput,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { failure } from '../testing/failure.js';

describe('buckets in us-east-1', () => {
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws({ region: 'us-east-1' });
  });
  after(() => local.close());

  const create = (
    Bucket: string,
    config?: { LocationConstraint?: string; Tags?: { Key: string; Value: string }[] },
  ) =>
    local.s3.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: config && {
          ...config,
          LocationConstraint: config.LocationConstraint as BucketLocationConstraint,
        },
      }),
    );

  it('are created, found, located and deleted', async () => {
    const { Location, BucketArn } = await create('first-bucket');
    assert.deepEqual([Location, BucketArn], ['/first-bucket', 'arn:aws:s3:::first-bucket']);
    const head = await local.s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' }));
    assert.equal(head.BucketRegion, 'us-east-1');
    assert.equal(head.BucketArn, 'arn:aws:s3:::first-bucket');
    assert.equal(head.AccessPointAlias, false);
    const { LocationConstraint } = await local.s3.send(
      new GetBucketLocationCommand({ Bucket: 'first-bucket' }),
    );
    assert.equal(LocationConstraint, undefined);
    const deleted = await local.s3.send(new DeleteBucketCommand({ Bucket: 'first-bucket' }));
    assert.equal(deleted.$metadata.httpStatusCode, 204);
    const gone = await failure(local.s3.send(new HeadBucketCommand({ Bucket: 'first-bucket' })));
    assert.deepEqual([gone.name, gone.status], ['NotFound', 404]);
  });

  it('that do not exist are a NoSuchBucket naming the bucket', async () => {
    const error = await failure(local.s3.send(new DeleteBucketCommand({ Bucket: 'no-such-bucket' })));
    assert.deepEqual(
      [error.name, error.status, error.message, (error as { BucketName?: string }).BucketName],
      ['NoSuchBucket', 404, 'The specified bucket does not exist', 'no-such-bucket'],
    );
  });

  it('may be created again, which keeps their tags, but not with tags', async () => {
    await create('again', { Tags: [{ Key: 'stage', Value: 'test' }] });
    await create('again');
    await create('again', { Tags: [] });
    const { TagSet } = await local.s3.send(new GetBucketTaggingCommand({ Bucket: 'again' }));
    assert.deepEqual(TagSet, [{ Key: 'stage', Value: 'test' }]);
    const error = await failure(create('again', { Tags: [{ Key: 'stage', Value: 'test' }] }));
    assert.deepEqual([error.name, error.status], ['BucketAlreadyOwnedByYou', 409]);
  });

  it('take no us-east-1 and no unknown region as location constraint', async () => {
    for (const constraint of ['us-east-1', 'nowhere', 'eu-east-1']) {
      const error = await failure(create('constrained', { LocationConstraint: constraint }));
      assert.deepEqual(
        [error.name, error.status, error.message],
        ['InvalidLocationConstraint', 400, 'The specified location-constraint is not valid'],
      );
    }
  });

  it('are created in other regions from us-east-1 (verified on AWS by moto)', async () => {
    const Bucket = 'far-away';
    const { Location } = await create(Bucket, { LocationConstraint: 'eu-central-1' });
    assert.equal(Location, 'http://far-away.s3.amazonaws.com/');
    const { LocationConstraint } = await local.s3.send(new GetBucketLocationCommand({ Bucket }));
    assert.equal(LocationConstraint, 'eu-central-1');
    const { BucketRegion } = await local.s3.send(new HeadBucketCommand({ Bucket }));
    assert.equal(BucketRegion, 'eu-central-1');
    const { Buckets = [] } = await local.s3.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));
    assert.ok(!Buckets.some(({ Name }) => Name === Bucket));
    for (const again of [{ LocationConstraint: 'eu-central-1' as const }, undefined]) {
      const error = await failure(create(Bucket, again));
      assert.deepEqual([error.name, error.status], ['BucketAlreadyOwnedByYou', 409]);
    }
  });

  it('take no configuration with nothing in it (moto, LocalStack)', async () => {
    const error = await failure(create('unconfigured', {}));
    assert.deepEqual([error.name, error.status], ['MalformedXML', 400]);
  });

  it('are refused under an invalid name', async () => {
    const error = await failure(create('Invalid_Name'));
    assert.deepEqual(
      [error.name, error.status, error.message, (error as { BucketName?: string }).BucketName],
      ['InvalidBucketName', 400, 'The specified bucket is not valid.', 'Invalid_Name'],
    );
  });

  it('are refused under a name that another account has', async () => {
    const error = await failure(create('receive-streaming-data'));
    assert.deepEqual([error.name, error.status], ['BucketAlreadyExists', 409]);
    assert.match(
      error.message,
      /^The requested bucket name is not available\. The bucket namespace is shared/,
    );
  });

  it('are deleted only when they are empty', async () => {
    await create('full-bucket');
    await local.s3.send(new PutObjectCommand({ Bucket: 'full-bucket', Key: 'k', Body: 'x' }));
    const error = await failure(local.s3.send(new DeleteBucketCommand({ Bucket: 'full-bucket' })));
    assert.deepEqual(
      [error.name, error.status, error.message],
      ['BucketNotEmpty', 409, 'The bucket you tried to delete is not empty'],
    );
  });

  it('are listed by name, page by page, by prefix, and only those of the account', async () => {
    for (const name of ['list-c', 'list-a', 'list-b']) await create(name);
    const all = await local.s3.send(new ListBucketsCommand({}));
    const names = all.Buckets?.map(({ Name }) => Name) ?? [];
    assert.deepEqual(names, [...names].sort());
    assert.ok(!names.includes('receive-streaming-data'));
    assert.equal(all.Prefix, undefined);
    assert.deepEqual(Object.keys(all.Owner ?? {}), ['ID']);

    const first = await local.s3.send(new ListBucketsCommand({ Prefix: 'list-', MaxBuckets: 2 }));
    assert.deepEqual(
      first.Buckets?.map(({ Name, BucketRegion, BucketArn }) => [Name, BucketRegion, BucketArn]),
      [
        ['list-a', 'us-east-1', 'arn:aws:s3:::list-a'],
        ['list-b', 'us-east-1', 'arn:aws:s3:::list-b'],
      ],
    );
    assert.equal(first.Prefix, 'list-');
    const { ContinuationToken } = first;
    const rest = await local.s3.send(
      new ListBucketsCommand({ Prefix: 'list-', ContinuationToken, MaxBuckets: 2 }),
    );
    assert.deepEqual(
      rest.Buckets?.map(({ Name }) => Name),
      ['list-c'],
    );
    assert.equal(rest.ContinuationToken, undefined);
    const again = await local.s3.send(new ListBucketsCommand({ Prefix: 'list-', ContinuationToken: '' }));
    assert.equal(again.Buckets?.length, 3);
  });

  it('are not listed for wrong parameters', async () => {
    const wrong: [input: ListBucketsCommandInput, text: string][] = [
      [{ MaxBuckets: 0 }, 'Argument max-buckets must be an integer between 1 and 10000'],
      [{ MaxBuckets: 10_001 }, 'Argument max-buckets must be an integer between 1 and 10000'],
      [{ ContinuationToken: 'made up' }, 'The continuation token provided is incorrect'],
      [{ BucketRegion: 'eu-east-1' }, 'Argument value eu-east-1 is not a valid AWS Region'],
      [
        { BucketRegion: 'eu-west-1' },
        'Requests with bucket-region specified must be made to the corresponding regional endpoint',
      ],
    ];
    for (const [input, text] of wrong) {
      const error = await failure(local.s3.send(new ListBucketsCommand(input)));
      assert.deepEqual([error.name, error.status, error.message], ['InvalidArgument', 400, text]);
    }
  });

  it('have tags that can be set, read and removed', async () => {
    const Bucket = 'tagged';
    await create(Bucket);
    const tags = () => local.s3.send(new GetBucketTaggingCommand({ Bucket }));
    const none = await failure(tags());
    assert.deepEqual(
      [none.name, none.status, none.message],
      ['NoSuchTagSet', 404, 'The TagSet does not exist'],
    );
    const TagSet = [
      { Key: 'project', Value: 'streaming' },
      { Key: 'Straße', Value: '' },
    ];
    const put = await local.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    assert.equal(put.$metadata.httpStatusCode, 204);
    assert.deepEqual((await tags()).TagSet, TagSet);
    const removed = await local.s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    assert.equal(removed.$metadata.httpStatusCode, 204);
    assert.equal((await failure(tags())).name, 'NoSuchTagSet');
  });

  it('refuse tags that cannot be', async () => {
    const Bucket = 'wrong-tags';
    await create(Bucket);
    const put = (...TagSet: { Key: string; Value: string }[]) =>
      failure(local.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } })));
    const twice = await put({ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' });
    assert.deepEqual(
      [twice.name, twice.status, twice.message],
      ['InvalidTag', 400, 'Cannot provide multiple Tags with the same key'],
    );
    const system = await put({ Key: 'aws:x', Value: '1' });
    assert.equal(system.message, 'System tags cannot be added/updated by requester');
    assert.equal((await put({ Key: 'a<b', Value: '1' })).message, 'The TagKey you have provided is invalid');
    assert.equal(
      (await put({ Key: 'a', Value: 'b&c' })).message,
      'The TagValue you have provided is invalid',
    );
    assert.equal((await put({ Key: 'k'.repeat(129), Value: '' })).name, 'InvalidTag');
    const many = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    assert.equal((await put(...many)).name, 'BadRequest');
  });

  it('refuse what is not in local-aws by its name', async () => {
    const command = new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true });
    const error = await failure(local.s3.send(command));
    assert.deepEqual([error.name, error.status], ['NotImplemented', 501]);
    assert.match(error.message, /ObjectLockEnabledForBucket/);
  });
});

describe('buckets outside us-east-1', () => {
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws({ region: 'eu-west-1' });
  });
  after(() => local.close());

  const create = (Bucket: string, LocationConstraint?: BucketLocationConstraint) =>
    local.s3.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: LocationConstraint && { LocationConstraint },
      }),
    );

  it('need their region as location constraint', async () => {
    const { Location } = await create('european', 'eu-west-1');
    assert.equal(Location, 'http://european.s3.amazonaws.com/');
    const { LocationConstraint } = await local.s3.send(new GetBucketLocationCommand({ Bucket: 'european' }));
    assert.equal(LocationConstraint, 'eu-west-1');
    for (const constraint of ['eu-central-1', 'us-east-1', 'us-gov-east-2']) {
      const wrong = await failure(create('elsewhere', constraint as BucketLocationConstraint));
      assert.deepEqual(
        [wrong.name, wrong.message],
        [
          'IllegalLocationConstraintException',
          `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        ],
      );
    }
  });

  it('know EU as another name of eu-west-1', async () => {
    await create('old-european', 'EU');
    const { LocationConstraint } = await local.s3.send(
      new GetBucketLocationCommand({ Bucket: 'old-european' }),
    );
    assert.equal(LocationConstraint, 'EU');
    const { BucketRegion } = await local.s3.send(new HeadBucketCommand({ Bucket: 'old-european' }));
    assert.equal(BucketRegion, 'eu-west-1');
  });

  it('cannot be created again', async () => {
    await create('only-once', 'eu-west-1');
    const error = await failure(create('only-once', 'eu-west-1'));
    assert.deepEqual([error.name, error.status], ['BucketAlreadyOwnedByYou', 409]);
  });

  it('refuse a missing constraint', async () => {
    // The SDK fills in the region of the client: only another client's request lacks it.
    const { iam, invoke } = local.server.account;
    const { principal } = iam.accessKey(local.server.credentials.accessKeyId) ?? assert.fail();
    await assert.rejects(invoke('s3', 'CreateBucket', { Bucket: 'anywhere' }, principal), {
      code: 'IllegalLocationConstraintException',
      status: 400,
      message:
        'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    });
  });
});
