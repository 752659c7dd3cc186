/** What changes between the signing and the arrival of a request, and bodies that are signed piece by piece. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterSigning, type SignedRequest } from '../testing/after-signing.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Clients, type LocalAwsUnderTest, startLocalAws } from '../testing/harness.js';

const Bucket = 'signed';
const S3_MISMATCH =
  /^The request signature we calculated does not match .* Check your key and signing method\.$/;
const MISMATCH = /^The request signature we calculated does not match .* Check your AWS Secret Access Key /;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await local.s3.send(new CreateBucketCommand({ Bucket }));
  await local.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
});
after(() => local.close());

/** Clients of their own, to be spoilt. */
function clients(): Clients {
  return local.as(local.server.credentials);
}

describe('a signed call', () => {
  it('of which one byte changed on the way is refused', async () => {
    const { s3, firehose } = clients();
    afterSigning(s3, (request) => {
      request.body = 'Content';
    });
    await assertRefused(
      s3.send(new PutObjectCommand({ Bucket, Key: 'spoilt', Body: 'content' })),
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
    await assertRefused(
      local.s3.send(new HeadObjectCommand({ Bucket, Key: 'spoilt' })),
      'NotFound',
      404,
      /./,
    );
    afterSigning(firehose, (request) => {
      request.body = new TextDecoder().decode(request.body as Uint8Array).replace('aGk=', 'aGo=');
    });
    const Record = { Data: Buffer.from('hi') };
    const put = firehose.send(new PutRecordCommand({ DeliveryStreamName: 's', Record }));
    await assertRefused(put, 'InvalidSignatureException', 400, MISMATCH);
  });

  it('whose path, query or signed header changed on the way is refused', async () => {
    const changes: ((request: SignedRequest) => void)[] = [
      (request) => {
        request.path += 'x';
      },
      (request) => {
        request.query['max-keys'] = '1';
      },
      (request) => {
        request.headers['x-amz-meta-added'] = 'after';
        request.headers.authorization = String(request.headers.authorization).replace(
          'x-amz-date',
          'x-amz-date;x-amz-meta-added',
        );
      },
    ];
    for (const change of changes) {
      const { s3 } = clients();
      afterSigning(s3, change);
      const call = s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
      await assertRefused(call, 'SignatureDoesNotMatch', 403, S3_MISMATCH);
    }
  });

  it('that names a strange signed header is refused, and is no failure of ours', async () => {
    const { s3 } = clients();
    afterSigning(s3, ({ headers }) => {
      headers.authorization = String(headers.authorization).replace('host;', 'constructor;host;');
    });
    await assertRefused(s3.send(new ListBucketsCommand({})), 'SignatureDoesNotMatch', 403, S3_MISMATCH);
  });
});

describe('a body that the SDK streams', () => {
  it('arrives without its aws-chunked wrapping, and its checksum trailer is verified', async () => {
    const body = Buffer.alloc(300_000, 'streamed ');
    const pieces = [body.subarray(0, 100_001), body.subarray(100_001)];
    const put = { Bucket, Key: 'stream', Body: Readable.from(pieces), ContentLength: body.length };
    const { ChecksumCRC32 } = await local.s3.send(new PutObjectCommand(put));
    const { Body, ContentEncoding } = await local.s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    assert.deepEqual(Buffer.from((await Body?.transformToByteArray()) ?? []), body);
    assert.equal(ContentEncoding, undefined);
    assert.match(ChecksumCRC32 ?? '', /^[\w+/]{6}==$/);
  });

  it('has no trailer taken for a header that was not announced as one', async () => {
    const { s3 } = clients();
    afterSigning(s3, (request) => {
      const trailers = 'x-amz-checksum-crc32:jNwWgw==\r\ncontent-type:text/html';
      request.body = Buffer.from(`1\r\nx\r\n0\r\n${trailers}\r\n\r\n`);
    });
    const put = {
      Bucket,
      Key: 'trailer',
      Body: Readable.from(['x']),
      ContentLength: 1,
      ContentType: 'text/plain',
    };
    await s3.send(new PutObjectCommand(put));
    const { ContentType } = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'trailer' }));
    assert.equal(ContentType, 'text/plain');
  });

  it('keeps the encoding that the caller gave it', async () => {
    const put = {
      Bucket,
      Key: 'encoded',
      Body: Readable.from(['x']),
      ContentLength: 1,
      ContentEncoding: 'gzip',
    };
    await local.s3.send(new PutObjectCommand(put));
    const { ContentEncoding } = await local.s3.send(new HeadObjectCommand({ Bucket, Key: 'encoded' }));
    assert.equal(ContentEncoding, 'gzip');
  });
});
