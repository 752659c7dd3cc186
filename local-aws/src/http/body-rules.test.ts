/** What local-aws says to bodies that it does not take, in the words of the service that was asked. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { rawRequest } from '../testing/raw-request.js';

const MIB = 1024 * 1024;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const firehose = (operation: string) => ({ 'x-amz-target': `Firehose_20150804.${operation}` });

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});
after(() => local.close());

/** Announces a body of so many bytes, sends none of it, and gives the answer. */
async function announce(method: string, path: string, bytes: number, headers: Record<string, string>) {
  const sent = request(`${local.endpoint}${path}`, {
    method,
    headers: { ...headers, 'content-length': bytes, expect: '100-continue' },
    agent: false,
  });
  sent.flushHeaders();
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    sent.on('continue', () => reject(new Error('the body was asked for')));
    sent.on('response', async (answer) => {
      resolve({ status: answer.statusCode ?? 0, body: await text(answer) });
      sent.destroy();
    });
    sent.on('error', reject);
  });
}

describe('a body that is announced to be too large', () => {
  const cases: [what: string, ...args: Parameters<typeof announce>, status: number, body: RegExp][] = [
    [
      'object',
      'PUT',
      '/bucket/key',
      5 * 1024 * MIB,
      {},
      400,
      /<Code>EntityTooLarge<\/Code><Message>Your proposed upload exceeds the maximum allowed size<\/Message><ProposedSize>5368709120<\/ProposedSize><MaxSizeAllowed>268435456</,
    ],
    ['document for S3', 'POST', '/bucket?delete', 5 * MIB, {}, 400, /<Code>MaxMessageLengthExceeded</],
    ['call of IAM', 'POST', '/', 3 * MIB, FORM, 413, /iam\.amazonaws.*<Code>RequestEntityTooLargeException</],
    [
      'call of STS',
      'POST',
      '/',
      3 * MIB,
      { ...FORM, authorization: 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/sts/aws4_request' },
      413,
      /sts\.amazonaws.*<Code>RequestEntityTooLargeException</,
    ],
    [
      'call of Firehose',
      'POST',
      '/',
      3 * MIB,
      firehose('CreateDeliveryStream'),
      413,
      /"__type":"RequestEntityTooLargeException"/,
    ],
    [
      'batch',
      'POST',
      '/',
      9 * MIB,
      firehose('PutRecordBatch'),
      400,
      /"InvalidArgumentException","message":"Records size exceeds 4 MB limit"/,
    ],
    ['call of our own', 'POST', '/_local-aws/clock', 3 * MIB, {}, 413, /^\{"error":"a body of 3145728 bytes/],
  ];
  for (const [what, method, path, bytes, headers, status, body] of cases) {
    it(`is refused before it is sent: ${what}`, async () => {
      const answer = await announce(method, path, bytes, headers);
      assert.equal(answer.status, status);
      assert.match(answer.body, body);
    });
  }
});

describe('a body that may be as large as it is', () => {
  it('is a batch that Firehose itself calls too large', async () => {
    const answer = await rawRequest(local.endpoint, {
      method: 'POST',
      headers: firehose('PutRecordBatch'),
      body: Buffer.alloc(7 * MIB),
    });
    assert.match(answer.body, /MissingAuthenticationToken/, 'it was read, and looked at');
  });

  it('is an object that the SDK sends when it is told to continue', async () => {
    const Body = Buffer.alloc(20 * MIB, 'x');
    await local.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body }));
  });
});

describe('an object of unknown length', () => {
  it('is refused as S3 does', async () => {
    const sent = request(`${local.endpoint}/bucket/key`, { method: 'PUT', agent: false });
    sent.write('some');
    sent.end();
    const answer = await new Promise<{ statusCode?: number }>((resolve) => sent.on('response', resolve));
    assert.equal(answer.statusCode, 501);
    const body = await text(answer as NodeJS.ReadableStream);
    assert.match(body, /<Code>NotImplemented<.*<Header>Transfer-Encoding<\/Header>/);
  });
});
