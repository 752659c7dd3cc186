import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { refuseUnsupported } from './unsupported.js';

describe('refuseUnsupported', () => {
  const refused: [operation: string, input: object, named: RegExp][] = [
    [
      'PutObject',
      { ServerSideEncryption: 'aws:kms' },
      /^s3:PutObject with ServerSideEncryption "aws:kms" is not in local-aws/,
    ],
    ['PutObject', { SSECustomerAlgorithm: 'AES256' }, /SSECustomerAlgorithm/],
    ['DeleteObject', { IfMatchSize: 1 }, /IfMatchSize/],
    ['CreateBucket', { BucketNamespace: 'account-regional' }, /BucketNamespace/],
    ['CreateBucket', { CreateBucketConfiguration: { Location: {} } }, /CreateBucketConfiguration.Location/],
    [
      'DeleteObjects',
      { Delete: { Objects: [{ Key: 'a' }, { Key: 'b', Size: 1 }] } },
      /Delete\.Objects\.Size/,
    ],
  ];
  for (const [operation, input, message] of refused) {
    it(`refuses ${operation} of ${JSON.stringify(input)}`, () => {
      assert.throws(() => refuseUnsupported(operation, input), {
        code: 'NotImplemented',
        status: 501,
        message,
      });
    });
  }

  it('never repeats a key that it refuses', () => {
    const SSECustomerKey = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
    assert.throws(
      () => refuseUnsupported('GetObject', { SSECustomerKey }),
      ({ message }: Error) => !message.includes(SSECustomerKey),
    );
  });

  it('lets values pass that change nothing', () => {
    refuseUnsupported('PutObject', {
      BucketKeyEnabled: false,
      ServerSideEncryption: 'AES256',
    });
    refuseUnsupported('GetObjectAcl', { VersionId: 'null' });
    refuseUnsupported('PutBucketTagging', { Tagging: { TagSet: [] } });
    refuseUnsupported('DeleteObjects', { Delete: { Objects: [{ Key: 'a' }] } });
  });
});

describe('the upload of an object by an HTML form', () => {
  it('is refused by its name', async (t) => {
    const local = await startLocalAws();
    t.after(() => local.close());
    await local.s3.send(new CreateBucketCommand({ Bucket: 'forms' }));
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await rawRequest(`${local.endpoint}/forms`, { method: 'POST', headers, body: '--x--' });
    assert.equal(answer.status, 501);
    assert.match(answer.body, /<Message>s3:PostObject is not in local-aws/);
  });
});
