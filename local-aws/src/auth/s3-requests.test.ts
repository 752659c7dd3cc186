/** What S3 wants of a signed request beyond its signature. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterSigning } from '../testing/after-signing.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';
import { ask, header, NOW, said, TODAY } from './testing/by-hand.js';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket: 'headers' }));
});
after(() => local.close());

describe('a signed request to S3', () => {
  it('must state the hash of its body (reported)', async () => {
    const authorization = header(local, 's3');
    const missing = said(await ask(local, 's3', { authorization, 'x-amz-content-sha256': '' }));
    const text = 'Missing required header for this request: x-amz-content-sha256';
    assert.deepEqual(missing, [400, 'InvalidRequest', text]);
    const wrong = said(await ask(local, 's3', { authorization, 'x-amz-content-sha256': 'abc' }));
    assert.deepEqual(wrong.slice(0, 2), [400, 'InvalidArgument']);
    assert.match(wrong[2], /^x-amz-content-sha256 must be UNSIGNED-PAYLOAD, .* or a valid sha256 value\.$/);
  });

  it('must sign all of its x-amz- headers, but for that hash (documented, reported)', async () => {
    const { s3 } = local.as(local.server.credentials);
    afterSigning(s3, ({ headers }) => {
      headers['x-amz-meta-added'] = 'later';
      headers['x-amz-acl'] = 'public-read';
    });
    const put = s3.send(new PutObjectCommand({ Bucket: 'headers', Key: 'k', Body: 'x' }));
    const text = 'There were headers present in the request which were not signed';
    const error = await assertRefused(put, 'AccessDenied', 403, text);
    const { HeadersNotSigned } = error as unknown as { HeadersNotSigned?: string };
    assert.deepEqual(HeadersNotSigned?.split(', ').sort(), ['x-amz-acl', 'x-amz-meta-added']);
    const [, code] = said(await ask(local, 's3', { authorization: header(local, 's3') }));
    assert.equal(code, 'SignatureDoesNotMatch'); // not that the hash was not signed
  });

  it('may carry headers of others that nobody signed', async () => {
    const { s3 } = local.as(local.server.credentials);
    afterSigning(s3, ({ headers }) => {
      headers['x-amzn-trace-id'] = 'Root=1';
      headers['x-forwarded-for'] = '127.0.0.1';
    });
    await s3.send(new PutObjectCommand({ Bucket: 'headers', Key: 'k', Body: 'x' }));
  });

  it('carries one signature (reported)', async () => {
    const { endpoint } = local;
    const headers = { authorization: header(local, 's3'), 'x-amz-date': NOW };
    const answer = await rawRequest(`${endpoint}/headers?X-Amz-Algorithm=AWS4-HMAC-SHA256`, { headers });
    const [status, code, message] = said(answer);
    assert.deepEqual([status, code], [400, 'InvalidArgument']);
    assert.match(message, /^Only one auth mechanism allowed/);
  });

  it('with a broken escape in its query is refused, and is no failure of ours', async () => {
    const headers = {
      authorization: header(local, 's3'),
      'x-amz-date': NOW,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    };
    const answer = await rawRequest(`${local.endpoint}/headers?prefix=%zz`, { headers });
    assert.equal(answer.status, 403, answer.body);
  });
});

describe('a presigned URL for S3', () => {
  const query = (change: Record<string, string> = {}) =>
    new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${local.server.credentials.accessKeyId}/${TODAY}/us-east-1/s3/aws4_request`,
      'X-Amz-Date': NOW,
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': '0'.repeat(64),
      ...change,
    });

  const cases: [name: string, change: Record<string, string>, code: string, message: RegExp][] = [
    [
      'Signature Version 4A',
      { 'X-Amz-Algorithm': 'AWS4-ECDSA-P256-SHA256' },
      'InvalidRequest',
      /Please use AWS4/,
    ],
    [
      'another algorithm',
      { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA1' },
      'AuthorizationQueryParametersError',
      /^X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"$/,
    ],
    [
      'a credential of one part',
      { 'X-Amz-Credential': 'x' },
      'AuthorizationQueryParametersError',
      /^Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting/,
    ],
    [
      'a date that is none',
      { 'X-Amz-Date': 'x' },
      'AuthorizationQueryParametersError',
      /^X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"$/,
    ],
  ];
  for (const [name, change, code, message] of cases) {
    it(`with ${name} is refused (reported)`, async () => {
      const [status, gotCode, text] = said(await rawRequest(`${local.endpoint}/headers/k?${query(change)}`));
      assert.deepEqual([status, gotCode], [400, code]);
      assert.match(text, message);
    });
  }

  it('whose user adds a header of S3 is refused (reported)', async () => {
    const headers = { 'x-amz-acl': 'public-read' };
    const answer = await rawRequest(`${local.endpoint}/headers/k?${query()}`, {
      method: 'PUT',
      headers,
      body: '',
    });
    const [status, code, message] = said(answer);
    assert.deepEqual([status, code], [403, 'AccessDenied']);
    assert.match(message, /^There were headers present/);
    assert.match(answer.body, /<HeadersNotSigned>x-amz-acl<\/HeadersNotSigned>/);
  });
});
