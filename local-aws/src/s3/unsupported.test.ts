import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refuseUnsupported } from './unsupported.js';

describe('refuseUnsupported', () => {
  const refused: [operation: string, input: object, named: RegExp][] = [
    [
      'PutObject',
      { StorageClass: 'GLACIER' },
      /^s3:PutObject with StorageClass "GLACIER" is not in local-aws/,
    ],
    ['PutObject', { ServerSideEncryption: 'aws:kms' }, /ServerSideEncryption/],
    ['PutObject', { SSECustomerAlgorithm: 'AES256' }, /SSECustomerAlgorithm/],
    ['PutObject', { ACL: 'public-read' }, /ACL/],
    ['PutObject', { Tagging: 'a=b' }, /Tagging/],
    ['GetObject', { VersionId: 'x' }, /VersionId/],
    ['CreateBucket', { BucketNamespace: 'account-regional' }, /BucketNamespace/],
    ['CreateBucket', { CreateBucketConfiguration: { Location: {} } }, /CreateBucketConfiguration.Location/],
    ['DeleteObjects', { Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'x' }] } }, /VersionId/],
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
      StorageClass: 'STANDARD',
      ServerSideEncryption: 'AES256',
      ACL: 'private',
    });
    refuseUnsupported('GetObject', { VersionId: 'null' });
    refuseUnsupported('PutBucketTagging', { Tagging: { TagSet: [] } });
    refuseUnsupported('DeleteObjects', { Delete: { Objects: [{ Key: 'a', VersionId: 'null' }] } });
  });
});
