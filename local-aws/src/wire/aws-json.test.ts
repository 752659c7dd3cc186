import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateDeliveryStreamCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { AwsError } from '../errors.js';
import { assertRefused } from '../testing/assert-refused.js';
import { type Recorder, startRecorder } from '../testing/recorder.js';
import { decodeJson, encodeJson, encodeJsonError } from './aws-json.js';
import type { HttpRequest } from './message.js';
import { operationSchemas } from './schemas.js';

const operations = await operationSchemas('firehose');

function schema(operation: string) {
  const found = operations.get(operation);
  assert.ok(found);
  return found;
}

function decode(operation: string, body: string): object {
  const request: HttpRequest = { method: 'POST', path: '/', query: '', headers: {}, body: Buffer.from(body) };
  return decodeJson(schema(operation), request);
}

let recorder: Recorder;
before(async () => {
  recorder = await startRecorder();
});
after(() => recorder.close());

describe('a request in AWS JSON 1.1', () => {
  it('is decoded to what was given to the SDK', async () => {
    const input = {
      DeliveryStreamName: 'café',
      Records: [{ Data: Uint8Array.of(0, 255, 128) }, { Data: new Uint8Array() }],
    };
    await recorder.clients.firehose.send(new PutRecordBatchCommand(input));
    assert.equal(recorder.last().headers['x-amz-target'], 'Firehose_20150804.PutRecordBatch');
    assert.deepEqual(decodeJson(schema('PutRecordBatch'), recorder.last()), input);
  });

  it('is decoded through nested structures, numbers and flags', async () => {
    const input = {
      DeliveryStreamName: 's',
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'r',
        BucketARN: 'b',
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
        CloudWatchLoggingOptions: { Enabled: false },
      },
      Tags: [{ Key: 'k', Value: 'v' }, { Key: 'only' }],
    };
    await recorder.clients.firehose.send(new CreateDeliveryStreamCommand(input));
    assert.deepEqual(decodeJson(schema('CreateDeliveryStream'), recorder.last()), input);
  });

  it('may have members that nobody knows, and be empty', () => {
    assert.deepEqual(decode('ListDeliveryStreams', '{"Limit":1,"Novelty":{"a":[1]}}'), { Limit: 1 });
    assert.deepEqual(decode('ListDeliveryStreams', ''), {});
    assert.deepEqual(decode('ListDeliveryStreams', '{"Limit":null}'), {});
  });

  it('that is not JSON is a SerializationException (decided by us: AWS has the code, the text is ours)', () => {
    for (const body of ['{"Limit":', '{', 'Limit=1', '\u0000']) {
      assert.throws(
        () => decode('ListDeliveryStreams', body),
        { code: 'SerializationException', status: 400 },
        body,
      );
    }
  });

  it('whose members have the wrong type is a SerializationException (decided by us, as above)', () => {
    const wrong: [operation: string, body: unknown, message: RegExp][] = [
      ['ListDeliveryStreams', { Limit: '1' }, /STRING_VALUE can not be converted to a Number/],
      ['DescribeDeliveryStream', { DeliveryStreamName: 5 }, /NUMBER_VALUE can not be converted to a String/],
      ['DescribeDeliveryStream', { DeliveryStreamName: true }, /TRUE_VALUE can not be converted to a String/],
      [
        'DescribeDeliveryStream',
        { DeliveryStreamName: {} },
        /Start of structure or map found where not expected/,
      ],
      ['PutRecordBatch', { Records: {} }, /Start of structure or map found where not expected/],
      ['PutRecordBatch', { Records: ['x'] }, /STRING_VALUE can not be converted/],
      ['PutRecord', { Record: [] }, /Start of list found where not expected/],
      ['PutRecord', { Record: { Data: 7 } }, /NUMBER_VALUE can not be converted to a Blob/],
      ['PutRecord', { Record: { Data: 'not base64!' } }, /not valid base64/],
      ['DeleteDeliveryStream', { AllowForceDelete: 'no' }, /STRING_VALUE can not be converted to a Boolean/],
    ];
    for (const [operation, body, message] of wrong) {
      const text = JSON.stringify(body);
      assert.throws(
        () => decode(operation, text),
        { code: 'SerializationException', status: 400, message },
        text,
      );
    }
  });

  it('must be one structure', () => {
    for (const body of ['[]', '"x"', '7', 'true', 'null']) {
      assert.throws(() => decode('ListDeliveryStreams', body), { code: 'SerializationException' }, body);
    }
  });
});

describe('an answer in AWS JSON 1.1', () => {
  it('is what the SDK reads', async () => {
    const output = {
      RequestResponses: [{ RecordId: 'id' }, { ErrorCode: 'c', ErrorMessage: 'm' }],
      FailedPutCount: 1,
    };
    recorder.answer = encodeJson(schema('PutRecordBatch'), output);
    const { $metadata, ...read } = await recorder.clients.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [{ Data: new Uint8Array() }] }),
    );
    assert.deepEqual(read, output);
    assert.equal(recorder.answer.headers['content-type'], 'application/x-amz-json-1.1');
  });

  it('with nothing to say is {} (AWS API model: the outputs are empty structures)', () => {
    const { body } = encodeJson(schema('UpdateDestination'), {});
    assert.equal(new TextDecoder().decode(body as Uint8Array), '{}');
  });

  it('that is an error becomes the SDK exception of that name', async () => {
    recorder.answer = encodeJsonError(
      new AwsError('ResourceNotFoundException', 400, 'Firehose s not found.'),
    );
    const call = recorder.clients.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [] }),
    );
    await assertRefused(call, 'ResourceNotFoundException', 400, 'Firehose s not found.');
  });

  it('has message in small letters, and Message where access is denied (reported)', () => {
    const body = (code: string) => JSON.parse(String(encodeJsonError(new AwsError(code, 400, 'text')).body));
    assert.deepEqual(body('InvalidArgumentException'), {
      __type: 'InvalidArgumentException',
      message: 'text',
    });
    assert.deepEqual(body('AccessDeniedException'), { __type: 'AccessDeniedException', Message: 'text' });
  });

  it('to an unknown operation has no message and 38 bytes (reported)', () => {
    const { body } = encodeJsonError(new AwsError('UnknownOperationException', 400, ''));
    assert.equal(body, '{"__type":"UnknownOperationException"}');
    assert.equal(String(body).length, 38);
  });
});
