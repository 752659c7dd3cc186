/** The contract with the SDK's insides: if an update of the SDK breaks local-aws, it shows here first. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { ServiceName } from '../operation.js';
import { type Recorder, startRecorder } from '../testing/recorder.js';
import { fromNestedStrings, fromText, fromXml, operationSchemas, type Schema, toJson } from './schemas.js';

const [firehose, iam, s3, sts] = await Promise.all(
  (['firehose', 'iam', 's3', 'sts'] as const).map(operationSchemas),
);
const services = { firehose, iam, s3, sts };

function schema(service: ServiceName, operation: string) {
  const found = services[service]?.get(operation);
  assert.ok(found, `${service} has no operation ${operation}`);
  return found;
}

function members(structure: Schema): string[] {
  return [...structure.structIterator()].map(([name]) => name);
}

let recorder: Recorder;
before(async () => {
  recorder = await startRecorder();
});
after(() => recorder.close());

describe('the schemas that the SDK ships', () => {
  it('have every operation of the four services', () => {
    const sizes = Object.fromEntries(
      Object.entries(services).map(([service, operations]) => [service, operations?.size]),
    );
    assert.deepEqual(sizes, { firehose: 12, iam: 180, s3: 112, sts: 11 });
  });

  it('know the members of inputs and outputs', () => {
    assert.deepEqual(members(schema('firehose', 'PutRecordBatch').input), ['DeliveryStreamName', 'Records']);
    assert.deepEqual(members(schema('firehose', 'PutRecordBatch').output).sort(), [
      'Encrypted',
      'FailedPutCount',
      'RequestResponses',
    ]);
    assert.deepEqual(members(schema('sts', 'GetCallerIdentity').output), ['UserId', 'Account', 'Arn']);
    assert.ok(members(schema('iam', 'CreateRole').input).includes('AssumeRolePolicyDocument'));
  });

  it('say how an operation of S3 is written, and only of S3', () => {
    assert.deepEqual(schema('s3', 'DeleteBucket').http?.[0], 'DELETE');
    assert.deepEqual(schema('s3', 'DeleteBucket').http?.[2], 204);
    assert.equal(schema('firehose', 'PutRecord').http, undefined);
    const { input } = schema('s3', 'GetObject');
    assert.equal(input.getMemberSchema('Range').getMergedTraits().httpHeader, 'Range');
    assert.equal(input.getMemberSchema('VersionId').getMergedTraits().httpQuery, 'versionId');
  });
});

describe('JSON', () => {
  it('is written as the SDK client reads it', async () => {
    const output = { FailedPutCount: 0, Encrypted: false, RequestResponses: [{ RecordId: 'a/b+c=' }] };
    recorder.answer = {
      status: 200,
      headers: {},
      body: toJson(schema('firehose', 'PutRecordBatch').output, output),
    };
    const { $metadata, ...read } = await recorder.clients.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [{ Data: new Uint8Array([1]) }] }),
    );
    assert.deepEqual(read, output);
  });

  it('has instants as seconds with their fraction', () => {
    const bytes = toJson(schema('firehose', 'DescribeDeliveryStream').output, {
      DeliveryStreamDescription: { CreateTimestamp: new Date('2026-11-23T10:15:00.250Z') },
    });
    assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes)), {
      DeliveryStreamDescription: { CreateTimestamp: Date.parse('2026-11-23T10:15:00.250Z') / 1000 },
    });
  });
});

describe('XML', () => {
  it('is read strictly: a document that is not well-formed throws', () => {
    const { input } = schema('s3', 'CreateBucket');
    const configuration = input.getMemberSchema('CreateBucketConfiguration');
    const good =
      '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>';
    assert.deepEqual(fromXml(configuration, Buffer.from(good)), { LocationConstraint: 'eu-west-1' });
    assert.throws(() =>
      fromXml(configuration, Buffer.from('<CreateBucketConfiguration><a></CreateBucketConfiguration>')),
    );
  });
});

describe('text', () => {
  it('in a header is read as the type of its member', () => {
    const { input } = schema('s3', 'PutObject');
    assert.equal(fromText(input.getMemberSchema('ContentLength'), '12'), 12);
    assert.equal(fromText(input.getMemberSchema('BucketKeyEnabled'), 'true'), true);
    assert.deepEqual(
      fromText(input.getMemberSchema('Expires'), 'Mon, 23 Nov 2026 10:15:00 GMT'),
      new Date('2026-11-23T10:15:00Z'),
    );
  });

  it('in a form is read as the type of its member', () => {
    const { input } = schema('iam', 'ListRoles');
    assert.deepEqual(fromNestedStrings(input, { MaxItems: '7', PathPrefix: '/x/' }), {
      MaxItems: 7,
      PathPrefix: '/x/',
    });
  });
});
