import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ensureBucket } from './bucket.js';
import { StepError } from './errors.js';
import { findObject } from './find-object.js';
import { startAws, type TestAws } from './testing/aws.js';

let test: TestAws;
before(async () => {
  test = await startAws();
  await ensureBucket(test.aws, test.names.bucket);
});
after(() => test.close());

const put = (Key: string, Body: string, packed = false) =>
  test.aws.s3.send(
    new PutObjectCommand({
      Bucket: test.names.bucket,
      Key,
      Body: packed ? gzipSync(Body) : Body,
      ...(packed && { ContentEncoding: 'gzip' }),
    }),
  );

describe('the object of a measurement', () => {
  it('is the one that holds its id, whatever came before and after it, packed or not', async () => {
    await put('elsewhere/0', '{"id":"run/1"}');
    await put('measurements/1', '{"id":"run/10"}{"id":"another-run/1"}');
    await put('measurements/2.gz', '{"id":"run/1"}{"id":"run/2"}', true);
    await put('measurements/3', '{"id":"run/4"}\n');
    assert.deepEqual(await findObject(test, 'run/1'), {
      key: 'measurements/2.gz',
      text: '{"id":"run/1"}{"id":"run/2"}',
    });
    assert.equal((await findObject(test, 'run/4')).key, 'measurements/3');
  });

  it('is missed by the id that was looked for, and where', async () => {
    await assert.rejects(findObject(test, 'run/7'), (error) => {
      assert.ok(error instanceof StepError);
      assert.match(error.message, /run\/7 in s3:\/\/.*\/measurements\//);
      return true;
    });
  });
});
