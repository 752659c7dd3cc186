/** URLs with a Signature Version 2, signed here as AWS's documentation says. `objects.py` lets boto3 make some. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { type RawRequest, rawRequest } from '../testing/raw-request.js';

const Bucket = 'presigned-v2';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'a key', Body: 'content' }));
});
after(() => local.close());

interface Signing {
  method?: string;
  /** What is signed beside the path, in the order in which it is signed. */
  parameters?: Record<string, string>;
  /** Headers of S3, which go into the query. */
  carried?: Record<string, string>;
  contentType?: string;
  expires?: number | string;
  secretAccessKey?: string;
  accessKeyId?: string;
}

function presign(path: string, signing: Signing = {}): string {
  const { credentials, endpoint } = local.server;
  const { method = 'GET', parameters = {}, carried = {}, contentType = '' } = signing;
  const { accessKeyId, secretAccessKey } = { ...credentials, ...signing };
  const expires = String(signing.expires ?? Math.floor(Date.now() / 1000) + 60);
  const headers = Object.entries(carried).map(([name, value]) => `${name}:${value}\n`);
  const query = Object.entries(parameters).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const resource = path + (query.length > 0 ? `?${query.join('&')}` : '');
  const text = `${method}\n\n${contentType}\n${expires}\n${headers.join('')}${resource}`;
  const Signature = createHmac('sha1', secretAccessKey).update(text).digest('base64');
  const signed = { AWSAccessKeyId: accessKeyId, Signature, Expires: expires };
  return `${endpoint}${path}?${new URLSearchParams({ ...parameters, ...carried, ...signed })}`;
}

async function assertAnswer(url: string, request: RawRequest, status: number, body: RegExp): Promise<void> {
  const answer = await rawRequest(url, request);
  assert.equal(answer.status, status, answer.body);
  assert.match(answer.body, body);
}

describe('a URL of Signature Version 2', () => {
  const path = `/${Bucket}/a%20key`;

  it('gets and puts an object', async () => {
    await assertAnswer(presign(path), {}, 200, /^content$/);
    const put = { method: 'PUT', contentType: 'text/plain' };
    const sent = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'new' };
    await assertAnswer(presign(`/${Bucket}/put`, put), sent, 200, /^$/);
    await assertAnswer(presign(`/${Bucket}/put`), {}, 200, /^new$/);
    const withoutType = { method: 'PUT', body: 'new' };
    await assertAnswer(presign(`/${Bucket}/put`, put), withoutType, 403, /<Code>SignatureDoesNotMatch</);
  });

  it('covers the parameters that change the answer, and no others', async () => {
    const parameters = { 'response-content-type': 'text/x-other', versionId: 'null' };
    const answer = await rawRequest(presign(path, { parameters }));
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'text/x-other']);
    await assertAnswer(`${presign(path)}&versionId=null`, {}, 403, /<Code>SignatureDoesNotMatch</);
    await assertAnswer(`${presign(path)}&campaign=7`, {}, 200, /^content$/);
    await assertAnswer(presign(`/${Bucket}`, { parameters: { acl: '' } }), {}, 200, /<AccessControlPolicy/);
  });

  it('carries headers of S3, which count as such (recorded on AWS)', async () => {
    const Key = 'described';
    const carried = { 'x-amz-meta-sensor': '42', 'x-amz-tagging': 'a=1' };
    const url = presign(`/${Bucket}/${Key}`, { method: 'PUT', carried });
    await assertAnswer(url, { method: 'PUT', body: 'x' }, 200, /^$/);
    const { Metadata } = await local.s3.send(new HeadObjectCommand({ Bucket, Key }));
    assert.deepEqual(Metadata, { sensor: '42' });
    const { TagSet } = await local.s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    assert.deepEqual(TagSet, [{ Key: 'a', Value: '1' }]);
    const headers = { 'x-amz-meta-wrong': 'wrong' };
    await assertAnswer(url, { method: 'PUT', headers, body: 'x' }, 403, /<Code>SignatureDoesNotMatch</);
  });

  it('of a bucket may be signed with a slash behind it, as boto3 does', async () => {
    const { host } = new URL(local.server.endpoint);
    const url = presign(`/${Bucket}/`).replace(`${host}/${Bucket}/`, `${host}/${Bucket}`);
    await assertAnswer(url, {}, 200, /<ListBucketResult/);
  });

  it('works with temporary credentials, and only with their token', async () => {
    const { Credentials } = await local.sts.send(new GetSessionTokenCommand({}));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = Credentials ?? {};
    const carried = { 'x-amz-security-token': Credentials?.SessionToken ?? '' };
    await assertAnswer(presign(path, { accessKeyId, secretAccessKey, carried }), {}, 200, /^content$/);
    const bare = presign(path, { accessKeyId, secretAccessKey });
    await assertAnswer(bare, {}, 403, /<Code>InvalidAccessKeyId</);
  });

  it('expires, and says so (measured on AWS by others)', async () => {
    const past = Math.floor(Date.now() / 1000) - 2;
    const expired = /<Message>Request has expired<\/Message><Expires>[^<]+<\/Expires><ServerTime>/;
    await assertAnswer(presign(path, { expires: past }), {}, 403, expired);
    const noDate = /<Message>Invalid date \(should be seconds since epoch\): soon</;
    await assertAnswer(presign(path, { expires: 'soon' }), {}, 403, noDate);
  });

  it('is refused with a wrong secret, key, method or path, or with half a signature', async () => {
    const wrong = await rawRequest(presign(path, { secretAccessKey: 'wrong' }));
    assert.equal(wrong.status, 403);
    assert.match(wrong.body, /<AWSAccessKeyId>AKIA\w+<\/AWSAccessKeyId><StringToSign>GET\n\n\n\d+\n/);
    assert.doesNotMatch(wrong.body, /CanonicalRequest/);
    await assertAnswer(presign(path, { accessKeyId: 'AKIANOBODY' }), {}, 403, /<Code>InvalidAccessKeyId</);
    await assertAnswer(presign(path), { method: 'DELETE' }, 403, /<Code>SignatureDoesNotMatch</);
    const elsewhere = presign(path).replace('a%20key', 'put');
    await assertAnswer(elsewhere, {}, 403, /<Code>SignatureDoesNotMatch</);
    for (const part of [/AWSAccessKeyId=[^&]+&/, /Signature=[^&]+&/, /&Expires=\d+/]) {
      const half = presign(path).replace(part, '');
      await assertAnswer(half, {}, 403, /requires the Signature, Expires and AWSAccessKeyId parameters</);
    }
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    await assertAnswer(presign(path), { headers }, 400, /Only one auth mechanism allowed/);
  });

  it('is refused in regions that never took one (botocore)', async (t) => {
    const younger = await startLocalAws({ region: 'eu-central-1' });
    t.after(() => younger.close());
    const url = presign(path).replace(local.server.endpoint, younger.server.endpoint);
    await assertAnswer(url, {}, 400, /Please use AWS4-HMAC-SHA256\./);
  });
});
