import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket: 'there' }));
});
after(() => local.close());

/** What S3 says to a browser that asks whether a page of another site may call it. */
async function preflight(bucket: string, headers: Record<string, string>): Promise<[number, string]> {
  const { status, body } = await rawRequest(`${local.endpoint}/${bucket}/key`, {
    method: 'OPTIONS',
    headers,
  });
  return [status, /<Code>(.*?)<\/Code><Message>(.*?)<\/Message>/.exec(body)?.slice(1).join(': ') ?? body];
}

describe('a preflight request', () => {
  const asking = { origin: 'https://example.com', 'access-control-request-method': 'PUT' };

  it('is refused, since no bucket has CORS (recorded on AWS)', async () => {
    const text = 'AccessForbidden: CORSResponse: CORS is not enabled for this bucket.';
    assert.deepEqual(await preflight('there', asking), [403, text]);
  });

  it('is told that there is no such bucket (recorded on AWS)', async () => {
    assert.deepEqual(await preflight('none', asking), [
      403,
      'AccessForbidden: CORSResponse: Bucket not found',
    ]);
  });

  it('must say for which site it asks (recorded on AWS)', async () => {
    const text = 'BadRequest: Insufficient information. Origin request header needed.';
    assert.deepEqual(await preflight('there', {}), [400, text]);
  });
});
