import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { shownMetadata } from './metadata.js';

describe('user metadata', () => {
  const Bucket = 'metadata';
  let local: LocalAwsUnderTest;
  before(async () => {
    local = await startLocalAws();
    await local.s3.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => local.close());

  it('has names in lower case and values as they came', async () => {
    const Metadata = { 'Mixed-Case': 'Kept As It Is', under_score: '1', empty: '', q: '=?UTF-8?Q?=C3=84?=' };
    await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Metadata }));
    const found = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    const { 'Mixed-Case': mixed, ...rest } = Metadata;
    assert.deepEqual(found.Metadata, { 'mixed-case': mixed, ...rest });
  });

  it('that is not ASCII comes back as RFC 2047 says', () => {
    const sent = Buffer.from('ÄMÄZÕÑ S3').toString('latin1'); // how the bytes of a header are read
    assert.deepEqual(shownMetadata({ nonascii: sent }), {
      nonascii: '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=',
    });
  });
});
