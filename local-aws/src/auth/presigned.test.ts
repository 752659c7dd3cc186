/** URLs that carry their signature in the query, made by the SDK's own signer. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';
import { type RawRequest, rawRequest } from '../testing/raw-request.js';

const Bucket = 'presigned';

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws();
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'a key', Body: 'content' }));
});
after(() => local.close());

interface Presigning {
  service?: 's3' | 'sts';
  expiresIn?: number;
  signingDate?: Date;
  region?: string;
  secretAccessKey?: string;
  query?: Record<string, string>;
}

async function presign(method: string, path: string, options: Presigning = {}): Promise<string> {
  const { service = 's3', expiresIn = 60, region = 'us-east-1', signingDate = new Date(), query } = options;
  const { credentials, port, endpoint } = local.server;
  const signer = new SignatureV4({
    service,
    region,
    credentials: {
      ...credentials,
      ...(options.secretAccessKey && { secretAccessKey: options.secretAccessKey }),
    },
    sha256: local.s3.config.sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const host = `127.0.0.1:${port}`;
  // Of the services, S3 alone has a word for a body that is not signed.
  const headers: Record<string, string> = { host };
  if (service === 's3') headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const request = new HttpRequest({ method, hostname: '127.0.0.1', port, path, headers, query });
  const signed = await signer.presign(request, { expiresIn, signingDate });
  const names = Object.entries(signed.query ?? {}).map(
    ([name, value]) => [name, String(value)] as [string, string],
  );
  return `${endpoint}${path}?${new URLSearchParams(names)}`.replaceAll('+', '%20');
}

async function assertAnswer(url: string, request: RawRequest, status: number, code: RegExp): Promise<void> {
  const answer = await rawRequest(url, request);
  assert.equal(answer.status, status, answer.body);
  assert.match(answer.body, code);
}

describe('a presigned URL', () => {
  it('may be a call of STS, as those that prove to somebody else who one is', async () => {
    const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
    const url = await presign('GET', '/', { service: 'sts', query });
    await assertAnswer(url, {}, 200, /<Arn>arn:aws:iam::000000000000:user\/admin<\/Arn>/);
    await assertAnswer(url.replace(/Signature=../, 'Signature=00'), {}, 403, /SignatureDoesNotMatch/);
  });

  it('lets whoever has it read one object', async () => {
    const url = await presign('GET', `/${Bucket}/a%20key`);
    await assertAnswer(url, {}, 200, /^content$/);
  });

  it('lets whoever has it write one object', async () => {
    const url = await presign('PUT', `/${Bucket}/uploaded`);
    await assertAnswer(url, { method: 'PUT', body: 'from a stranger' }, 200, /^$/);
    const { ContentLength } = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'uploaded' }));
    assert.equal(ContentLength, 15);
  });

  it('takes an upload of curl, which calls every body a form', async () => {
    const url = await presign('PUT', `/${Bucket}/from-curl`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await assertAnswer(url, { method: 'PUT', body: 'a=b', headers }, 200, /^$/);
  });

  it('ignores the checksum of an empty body that the SDK signs into it (reported)', async () => {
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-id': 'PutObject' };
    await assertAnswer(
      await presign('PUT', `/${Bucket}/k`, { query }),
      { method: 'PUT', body: 'x' },
      200,
      /^$/,
    );
  });

  it('is good for what was signed and nothing else', async () => {
    const url = await presign('GET', `/${Bucket}/a%20key`);
    await assertAnswer(url, { method: 'DELETE' }, 403, /<Code>SignatureDoesNotMatch</);
    await assertAnswer(url.replace('a%20key', 'uploaded'), {}, 403, /<Code>SignatureDoesNotMatch</);
    await assertAnswer(`${url}&versionId=1`, {}, 403, /<Code>SignatureDoesNotMatch</);
    await assertAnswer(url.replace(/Expires=60/, 'Expires=61'), {}, 403, /<Code>SignatureDoesNotMatch</);
  });

  it('expires, and says so (documented)', async () => {
    const signingDate = new Date(Date.now() - 61_000);
    const url = await presign('GET', `/${Bucket}/a%20key`, { signingDate });
    await assertAnswer(
      url,
      {},
      403,
      /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message><X-Amz-Expires>60<\/X-Amz-Expires><Expires>/,
    );
    const longer = await presign('GET', `/${Bucket}/a%20key`, { signingDate, expiresIn: 3600 });
    await assertAnswer(longer, {}, 200, /^content$/);
  });

  it('is good for seven days at most (documented)', async () => {
    const url = await presign('GET', `/${Bucket}/a%20key`, { expiresIn: 604_800 });
    await assertAnswer(url, {}, 200, /^content$/);
    const wrong: [expires: string, message: RegExp][] = [
      ['604801', /X-Amz-Expires must be less than a week \(in seconds\)/],
      ['-1', /X-Amz-Expires must be non-negative/],
      ['x', /X-Amz-Expires should be a number/],
    ];
    for (const [expires, message] of wrong) {
      const spoilt = url.replace('Expires=604800', `Expires=${expires}`);
      await assertAnswer(spoilt, {}, 400, /<Code>AuthorizationQueryParametersError</);
      await assertAnswer(spoilt, {}, 400, message);
    }
  });

  it('that was signed ahead of time is not yet valid (measured on AWS by others)', async () => {
    const signingDate = new Date(Date.now() + 16 * 60_000);
    const url = await presign('GET', `/${Bucket}/a%20key`, { signingDate, expiresIn: 3600 });
    await assertAnswer(
      url,
      {},
      403,
      /<Message>Request is not yet valid<\/Message><X-Amz-Date>\d+<\/X-Amz-Date><Expires>[^<]+<\/Expires><ServerTime>/,
    );
  });

  it('with a wrong secret, region or half a signature is refused', async () => {
    const path = `/${Bucket}/a%20key`;
    const wrong = await presign('GET', path, { secretAccessKey: 'wrong' });
    await assertAnswer(wrong, {}, 403, /<Code>SignatureDoesNotMatch</);
    const elsewhere = await presign('GET', path, { region: 'eu-west-1' });
    await assertAnswer(elsewhere, {}, 400, /<Region>us-east-1</);
    const half = (await presign('GET', path)).replace(/X-Amz-Date=[^&]+&?/, '');
    await assertAnswer(half, {}, 400, /Query-string authentication version 4 requires the X-Amz-Algorithm/);
  });
});
