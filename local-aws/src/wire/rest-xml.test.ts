import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import * as s3 from '@aws-sdk/client-s3';
import { AwsError } from '../errors.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Recorder, startRecorder } from '../testing/recorder.js';
import type { HttpRequest } from './message.js';
import { decodeRestXml, encodeRestXml, encodeRestXmlError } from './rest-xml.js';
import { readAddress, routeS3 } from './s3-routes.js';
import { operationSchemas } from './schemas.js';

const Bucket = 'bucket';
const Key = 'a key/with ümlauts+plus//and 100%';
/** Given away as copies only: the SDK adds to what it is given. */
const at = { Bucket, Key };

const operations = await operationSchemas('s3');

function schema(operation: string) {
  const found = operations.get(operation);
  assert.ok(found);
  return found;
}

function request(line: string, headers: Record<string, string> = {}, body = ''): HttpRequest {
  const [method = '', url = ''] = line.split(' ');
  const [path = '', query = ''] = url.split('?');
  return { method, path, query, headers, body: Buffer.from(body) };
}

function route(line: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const message = request(line, headers);
  return routeS3(message, readAddress(message));
}

function decode(operation: string, message: HttpRequest): object {
  return decodeRestXml(schema(operation), message, readAddress(message));
}

let recorder: Recorder;
before(async () => {
  recorder = await startRecorder();
});
after(() => recorder.close());

/** The SDK may not understand the recorder's empty answer; what it sent is what counts. */
async function sent(command: unknown): Promise<HttpRequest> {
  await recorder.clients.s3.send(command as s3.ListBucketsCommand).catch(() => {});
  return recorder.last();
}

describe('the operation of a request to S3', () => {
  it('is found from what the SDK sends for it', async () => {
    const commands = [
      new s3.ListBucketsCommand({}),
      new s3.CreateBucketCommand({ Bucket }),
      new s3.HeadBucketCommand({ Bucket }),
      new s3.DeleteBucketCommand({ Bucket }),
      new s3.GetBucketLocationCommand({ Bucket }),
      new s3.GetBucketTaggingCommand({ Bucket }),
      new s3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } }),
      new s3.DeleteBucketTaggingCommand({ Bucket }),
      new s3.GetBucketPolicyCommand({ Bucket }),
      new s3.GetBucketPolicyStatusCommand({ Bucket }),
      new s3.GetBucketVersioningCommand({ Bucket }),
      new s3.ListObjectsCommand({ Bucket }),
      new s3.ListObjectsV2Command({ Bucket }),
      new s3.ListObjectVersionsCommand({ Bucket }),
      new s3.ListMultipartUploadsCommand({ Bucket }),
      new s3.PutObjectCommand({ ...at, Body: 'x' }),
      new s3.CopyObjectCommand({ ...at, CopySource: 'other/key' }),
      new s3.GetObjectCommand({ ...at }),
      new s3.GetObjectCommand({ ...at, VersionId: 'v' }),
      new s3.GetObjectAclCommand({ ...at }),
      new s3.GetObjectTaggingCommand({ ...at }),
      new s3.GetObjectAttributesCommand({ ...at, ObjectAttributes: ['ETag'] }),
      new s3.HeadObjectCommand({ ...at }),
      new s3.DeleteObjectCommand({ ...at }),
      new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }),
      new s3.CreateMultipartUploadCommand({ ...at }),
      new s3.UploadPartCommand({ ...at, Body: 'x', UploadId: 'u', PartNumber: 1 }),
      new s3.UploadPartCopyCommand({ ...at, UploadId: 'u', PartNumber: 1, CopySource: 'other/key' }),
      new s3.ListPartsCommand({ ...at, UploadId: 'u' }),
      new s3.CompleteMultipartUploadCommand({ ...at, UploadId: 'u' }),
      new s3.AbortMultipartUploadCommand({ ...at, UploadId: 'u' }),
      new s3.RestoreObjectCommand({ ...at }),
    ];
    for (const command of commands) {
      const message = await sent(command);
      const name = command.constructor.name.replace(/Command$/, '');
      const line = `${message.method} ${message.path}?${message.query}`;
      assert.equal(await routeS3(message, readAddress(message)), name, line);
    }
  });

  it('is found from the forms that other clients send', async () => {
    assert.equal(await route('GET /'), 'ListBuckets');
    assert.equal(await route('PUT /bucket'), 'CreateBucket');
    assert.equal(await route('PUT /bucket/'), 'CreateBucket');
    assert.equal(await route('GET /bucket?prefix=x'), 'ListObjects');
    assert.equal(await route('GET /bucket?list-type=2&prefix=x'), 'ListObjectsV2');
    assert.equal(await route('GET /bucket?versions'), 'ListObjectVersions');
    assert.equal(await route('GET /bucket?uploads='), 'ListMultipartUploads');
    assert.equal(await route('POST /bucket?delete'), 'DeleteObjects');
    assert.equal(await route('POST /bucket/key?uploads'), 'CreateMultipartUpload');
    assert.equal(await route('PUT /bucket/key', { 'x-amz-copy-source': 'a/b' }), 'CopyObject');
    assert.equal(await route('GET /bucket/key?response-content-type=text%2Fplain'), 'GetObject');
  });

  it('is never the plain operation when the request names a part that is not known (decided by us)', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const request = { method, path: '/b', query: 'newerThanUs', headers: {}, body: Buffer.alloc(0) };
      await assert.rejects(routeS3(request, readAddress(request)), /newerThanUs is not in local-aws/);
    }
  });

  it('is none where S3 has none of that form', async () => {
    assert.equal(await route('POST /bucket'), undefined);
    assert.equal(await route('PATCH /bucket/key'), undefined);
    assert.equal(await route('DELETE /'), undefined);
  });
});

describe('a request to S3', () => {
  it('is decoded to what was given to the SDK: path, query, headers, metadata', async () => {
    const put = {
      ...at,
      Body: 'content',
      ContentType: 'text/plain',
      ContentLength: 7,
      Expires: new Date('2026-11-23T10:15:00Z'),
      Metadata: { one: '1', two: 'two' },
    };
    const { ChecksumAlgorithm, ChecksumCRC32, Body, ...read } = decode(
      'PutObject',
      await sent(new s3.PutObjectCommand({ ...put })),
    ) as s3.PutObjectCommandInput;
    assert.deepEqual({ ...read, Body: String(Body) }, put);
    assert.match(ChecksumCRC32 ?? '', /=$/);

    const list = { Bucket, Prefix: 'a b&c', MaxKeys: 3, Delimiter: '/', FetchOwner: true, StartAfter: 'ü' };
    assert.deepEqual(decode('ListObjectsV2', await sent(new s3.ListObjectsV2Command(list))), list);
  });

  it('is decoded from its XML', async () => {
    const Delete = { Objects: [{ Key: 'a<b>&c' }, { Key }], Quiet: true };
    const input = decode('DeleteObjects', await sent(new s3.DeleteObjectsCommand({ Bucket, Delete })));
    assert.deepEqual((input as s3.DeleteObjectsCommandInput).Delete, Delete);
  });

  it('with a broken escape in its path is InvalidURI (AWS documentation)', () => {
    assert.throws(() => readAddress(request('GET /bucket/%zz')), { code: 'InvalidURI', status: 400 });
  });

  it('whose body is not the expected XML is MalformedXML (AWS documentation)', () => {
    for (const body of ['not XML', '<Delete><Object></Delete>', '<Delete']) {
      const message = request('POST /bucket?delete', {}, body);
      assert.throws(() => decode('DeleteObjects', message), { code: 'MalformedXML', status: 400 }, body);
    }
  });

  it('cannot ask for a header of the answer that HTTP cannot carry (reported)', () => {
    const ask = (value: string) =>
      decode(
        'GetObject',
        request(`GET /bucket/key?response-content-disposition=${encodeURIComponent(value)}`),
      );
    assert.equal((ask('ü.txt') as s3.GetObjectCommandInput).ResponseContentDisposition, 'ü.txt');
    for (const value of ['日本.txt', 'a\r\nset-cookie: b']) {
      assert.throws(() => ask(value), {
        code: 'InvalidArgument',
        status: 400,
        message: 'Header value cannot be represented using ISO-8859-1.',
        details: { ArgumentName: 'response-content-disposition', ArgumentValue: value },
      });
    }
  });

  it('with a parameter of the wrong type is InvalidArgument, naming it (AWS documentation)', () => {
    for (const value of ['many', '3x']) {
      assert.throws(() => decode('ListObjectsV2', request(`GET /bucket?list-type=2&max-keys=${value}`)), {
        code: 'InvalidArgument',
        status: 400,
        message: 'Provided max-keys not an integer or within integer range',
        details: { ArgumentName: 'max-keys', ArgumentValue: value },
      });
    }
    assert.throws(() => decode('GetObject', request('GET /bucket/key', { 'if-modified-since': 'then' })), {
      code: 'InvalidArgument',
    });
  });
});

describe('a presigned URL', () => {
  const query =
    'x-amz-tagging=a%3D1&x-amz-meta-b=2&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-copy-source=b%2Fk';

  it('carries headers in its query, but for checksums, which are of an empty body', () => {
    const signed = request(`PUT /bucket/key?${query}&X-Amz-Signature=s`, { 'x-amz-tagging': 'header=1' });
    const { Body, ...input } = decode('PutObject', signed) as { Body: unknown };
    assert.deepEqual(input, { Bucket, Key: 'key', Tagging: 'header=1', Metadata: { b: '2' } });
  });

  it('is of the operation that those headers name', async () => {
    assert.equal(await route(`PUT /bucket/key?${query}&X-Amz-Signature=s`), 'CopyObject');
    assert.equal(await route(`PUT /bucket/key?${query}`), 'PutObject');
  });
});

describe('a number that a request to S3 leaves empty', () => {
  it('is as if it were not there (recorded on AWS)', () => {
    const input = decode('ListParts', request('GET /bucket/key?uploadId=u&max-parts=&part-number-marker='));
    assert.deepEqual(input, { Bucket, Key: 'key', UploadId: 'u', PartNumberMarker: '' });
  });
});

describe('an answer of S3', () => {
  it('is what the SDK reads: headers, metadata and a streamed body', async () => {
    const output = {
      ContentType: 'text/plain',
      ContentLength: 7,
      ETag: '"e"',
      LastModified: new Date('2026-11-23T10:15:00Z'),
      Metadata: { one: '1' },
    };
    recorder.answer = encodeRestXml(schema('GetObject'), {
      ...output,
      Body: Readable.from([Buffer.from('content')]),
    });
    const { $metadata, Body, ...read } = await recorder.clients.s3.send(new s3.GetObjectCommand({ ...at }));
    assert.deepEqual(read, output);
    assert.equal(await Body?.transformToString(), 'content');
  });

  it('has the status of its operation, and 206 for a part of an object (AWS documentation)', () => {
    assert.equal(encodeRestXml(schema('DeleteBucket'), {}).status, 204);
    assert.equal(encodeRestXml(schema('PutObject'), {}).status, 200);
    assert.equal(encodeRestXml(schema('GetObject'), { ContentRange: 'bytes 0-1/9' }).status, 206);
  });

  it('begins with a declaration, and is in the namespace of S3 (recorded on AWS)', () => {
    const listed = encodeRestXml(schema('ListObjectsV2'), { Name: Bucket, Prefix: 'é' });
    assert.equal(listed.headers['content-type'], 'application/xml');
    assert.equal(
      String(listed.body),
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        '<Name>bucket</Name><Prefix>é</Prefix></ListBucketResult>',
    );
  });

  it('about the location of a bucket is one bare element (AWS documentation)', async () => {
    recorder.answer = encodeRestXml(schema('GetBucketLocation'), { LocationConstraint: 'eu-west-1' });
    const read = await recorder.clients.s3.send(new s3.GetBucketLocationCommand({ Bucket }));
    assert.equal(read.LocationConstraint, 'eu-west-1');
    const nowhere = encodeRestXml(schema('GetBucketLocation'), {});
    assert.match(
      String(nowhere.body),
      /^<\?xml [^>]+\?>\n<LocationConstraint xmlns="[^"]+"><\/LocationConstraint>$/,
    );
  });

  it('that is an error has no namespace, its own members, and both ids (AWS documentation)', async () => {
    const error = new AwsError('NoSuchKey', 404, 'The <key> does not exist.', { Key: 'a&b' });
    recorder.answer = encodeRestXmlError(error, 'the-id', 'the-host-id');
    assert.equal(
      recorder.answer.body,
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The &lt;key&gt; does not exist.' +
        '</Message><Key>a&amp;b</Key><RequestId>the-id</RequestId><HostId>the-host-id</HostId></Error>',
    );
    const call = recorder.clients.s3.send(new s3.GetObjectCommand({ ...at }));
    await assertRefused(call, 'NoSuchKey', 404, 'The <key> does not exist.');
  });
});
