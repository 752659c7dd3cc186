import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import type { Aws } from './connect.js';
import { StepError } from './errors.js';
import { TUTORIAL_TAG } from './names.js';
import { startAws, type TestAws } from './testing/aws.js';
import { type Answer, answer, cut, serve } from './testing/servers.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(region?: string): Promise<TestAws> {
  const test = await startAws({ region });
  closing.push(() => test.close());
  return test;
}

/** S3 as these answers play it, seen from us-east-1. */
async function playS3(...answers: Answer[]): Promise<Aws> {
  const server = await serve(...answers);
  const s3 = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    forcePathStyle: true,
  });
  closing.push(async () => {
    s3.destroy();
    await server.close();
  });
  return { account: '000000000000', region: 'us-east-1', s3 } as Aws;
}

describe('ensureBucket', () => {
  for (const region of ['us-east-1', 'eu-central-1', 'ap-southeast-2']) {
    it(`creates the bucket in ${region}, tagged, and finds it the second time`, async () => {
      const { aws, names } = await open(region);
      assert.equal(await ensureBucket(aws, names.bucket), 'created');
      assert.equal(await ensureBucket(aws, names.bucket), 'found');
      const Bucket = names.bucket;
      assert.equal((await aws.s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, region);
      const { LocationConstraint } = await aws.s3.send(new GetBucketLocationCommand({ Bucket }));
      assert.equal(LocationConstraint || 'us-east-1', region);
      const { TagSet } = await aws.s3.send(new GetBucketTaggingCommand({ Bucket }));
      assert.deepEqual(TagSet, [TUTORIAL_TAG]);
    });
  }

  it('uses a bucket of ours that the tutorial did not make, and leaves it as it is', async () => {
    const { aws } = await open();
    await aws.s3.send(new CreateBucketCommand({ Bucket: 'made-by-hand' }));
    assert.equal(await ensureBucket(aws, 'made-by-hand'), 'found');
    await assert.rejects(aws.s3.send(new GetBucketTaggingCommand({ Bucket: 'made-by-hand' })), /TagSet/);
  });

  it("says 403, not 404, of somebody else's bucket, and what to do", async () => {
    const { aws } = await open();
    await assert.rejects(ensureBucket(aws, 'receive-streaming-data'), (error) => {
      assert.ok(error instanceof StepError);
      assert.match(error.message, /receive-streaming-data failed.*HTTP 403: .*somebody else.*bucket_name/s);
      return error.cause !== undefined;
    });
  });

  it('says that the name is taken when that shows only as it creates it', async () => {
    const taken = answer('<Error><Code>BucketAlreadyExists</Code><Message>Taken</Message></Error>', 409);
    const aws = await playS3(answer('', 404), taken);
    await assert.rejects(
      ensureBucket(aws, 'b-1'),
      /Creating the bucket b-1 .*Taken.*shared by the whole world/s,
    );
  });

  it('has found it when another run of ours was faster', async () => {
    const ours = answer('<Error><Code>BucketAlreadyOwnedByYou</Code><Message>Yours</Message></Error>', 409);
    assert.equal(await ensureBucket(await playS3(answer('', 404), ours), 'b-1'), 'found');
  });

  it('names the region where the bucket lies, when it is another one', async () => {
    const aws = await playS3(answer('', 301, { 'x-amz-bucket-region': 'eu-west-3' }));
    await assert.rejects(ensureBucket(aws, 'b-1'), /HTTP 301: it lies in eu-west-3.*\[AWS\] region/s);
  });

  it("asks S3 to refuse a bucket that is somebody else's and open to all", async () => {
    let owner: unknown;
    const aws = await playS3((request, response) => {
      owner = request.headers['x-amz-expected-bucket-owner'];
      response.end();
    });
    await ensureBucket(aws, 'b-1');
    assert.equal(owner, '000000000000');
  });

  it('takes no other answer for "there is none"', async () => {
    for (const bad of [answer('', 500), answer('', 400), cut]) {
      await assert.rejects(ensureBucket(await playS3(bad), 'b-1'), /Looking for the bucket b-1 failed/);
    }
  });

  it('says that it waited in vain where S3 answers for a minute, and shows no bucket', async (t) => {
    const now = Date.now;
    const ahead = { by: 0 };
    t.mock.method(Date, 'now', () => now() + ahead.by);
    const notYet: Answer = (_, response) => {
      response.writeHead(404).end();
      ahead.by += 61_000;
    };
    const aws = await playS3(answer('', 404), answer(''), notYet);
    await assert.rejects(
      ensureBucket(aws, 'b-1'),
      /Creating the bucket b-1 .*Waited 60 s for the bucket b-1 to answer.*run the step again/s,
    );
  });

  it('waits until the bucket answers, and stops waiting when it is aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const notYet: Answer = (_, response) => {
      response.writeHead(404).end();
      setImmediate(() => stop.abort(reason));
    };
    const aws = await playS3(answer('', 404), answer(''), notYet);
    await assert.rejects(ensureBucket(aws, 'b-1', { signal: stop.signal }), (error) => error === reason);
  });
});
