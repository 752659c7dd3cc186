import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { assertRefused } from '../../testing/assert-refused.js';
import { type LocalAwsUnderTest, startLocalAws } from '../../testing/harness.js';
import { allow, userWith } from '../../testing/user-with.js';
import { activeStream, givenBucketAndRole, put } from '../testing/pipeline.js';

const LARGEST_RECORD = 1_024_000;
const LARGEST_BATCH = 4 * 1024 * 1024;

let local: LocalAwsUnderTest;
before(async () => {
  local = await startLocalAws({ log: () => {} });
  await givenBucketAndRole(local);
  await activeStream(local, 's', { BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 } });
});
after(() => local.close());

function putOne(Data: Uint8Array, DeliveryStreamName = 's') {
  return local.firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
}

/** Records of these sizes in one batch. */
function putSizes(...sizes: number[]) {
  return put(local, 's', ...sizes.map((size) => Buffer.alloc(size)));
}

function tooLong(path: string, size: number): string {
  return (
    `1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=${size} cap=${size}]' at '${path}' ` +
    'failed to satisfy constraint: Member must have length less than or equal to 1024000'
  );
}

describe('PutRecord', () => {
  it('answers with an id of 224 characters and that the record is not encrypted (reported)', async () => {
    const { RecordId = '', Encrypted } = await putOne(Buffer.from('x'));
    assert.match(RecordId, /^[A-Za-z0-9+/]{224}$/);
    assert.equal(Encrypted, false);
  });

  it('takes a record of 1,024,000 bytes, and an empty one, and no larger one (AWS API model)', async () => {
    await putOne(Buffer.alloc(LARGEST_RECORD));
    await putOne(Buffer.alloc(0));
    const call = putOne(Buffer.alloc(LARGEST_RECORD + 1));
    await assertRefused(call, 'ValidationException', 400, tooLong('record.data', LARGEST_RECORD + 1));
  });

  it('wants a record (AWS API model)', async () => {
    const text = (path: string) =>
      `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    const without = { DeliveryStreamName: 's' } as {
      DeliveryStreamName: string;
      Record: { Data: Uint8Array };
    };
    await assertRefused(
      local.firehose.send(new PutRecordCommand(without)),
      'ValidationException',
      400,
      text('record'),
    );
    without.Record = {} as { Data: Uint8Array };
    const empty = local.firehose.send(new PutRecordCommand(without));
    await assertRefused(empty, 'ValidationException', 400, text('record.data'));
  });

  it('to a stream that is not there is refused (reported)', async () => {
    const text = 'Firehose nowhere not found under account 000000000000.';
    await assertRefused(putOne(Buffer.from('x'), 'nowhere'), 'ResourceNotFoundException', 400, text);
  });

  it('needs its right on this stream', async () => {
    const arn = 'arn:aws:firehose:us-east-1:000000000000:deliverystream/s';
    const command = new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.from('x') } });
    await userWith(local, allow(['firehose:PutRecord'], arn)).firehose.send(command);
    const other = userWith(local, allow(['firehose:PutRecordBatch'], arn)).firehose;
    await assertRefused(
      other.send(command),
      'AccessDeniedException',
      400,
      /perform: firehose:PutRecord on resource/,
    );
  });
});

describe('PutRecordBatch', () => {
  it('answers for every record, in their order, with ids that are all different (AWS API model)', async () => {
    const Records = Array.from({ length: 500 }, (_, i) => ({ Data: Buffer.from(String(i)) }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: 's', Records });
    const { FailedPutCount, Encrypted, RequestResponses = [] } = await local.firehose.send(command);
    assert.deepEqual([FailedPutCount, Encrypted, RequestResponses.length], [0, false, 500]);
    assert.equal(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size, 500);
    for (const response of RequestResponses) assert.deepEqual(Object.keys(response), ['RecordId']);
    for (const { RecordId } of RequestResponses) assert.equal(RecordId?.length, 224);
  });

  it('takes from 1 to 500 records (AWS API model)', async () => {
    const text = (rule: string) =>
      `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length ${rule}`;
    const many = put(local, 's', ...Array(501).fill('x'));
    await assertRefused(many, 'ValidationException', 400, text('less than or equal to 500'));
    await assertRefused(put(local, 's'), 'ValidationException', 400, text('greater than or equal to 1'));
  });

  it('refuses the whole batch for one record that is too large, naming it (reported)', async () => {
    const call = putSizes(1, LARGEST_RECORD, LARGEST_RECORD + 1, 1);
    await assertRefused(
      call,
      'ValidationException',
      400,
      tooLong('records.3.member.data', LARGEST_RECORD + 1),
    );
  });

  it('counts the 4 MiB before base64: exactly that goes through (measured by others on AWS)', async () => {
    const rest = LARGEST_BATCH - 4 * LARGEST_RECORD;
    const ids = await putSizes(LARGEST_RECORD, LARGEST_RECORD, LARGEST_RECORD, LARGEST_RECORD, rest);
    assert.equal(ids.length, 5);
  });

  it('refuses one byte more than 4 MiB (reported)', async () => {
    const rest = LARGEST_BATCH - 4 * LARGEST_RECORD + 1;
    const call = putSizes(LARGEST_RECORD, LARGEST_RECORD, LARGEST_RECORD, LARGEST_RECORD, rest);
    await assertRefused(call, 'InvalidArgumentException', 400, 'Records size exceeds 4 MB limit');
  });

  it('refuses a name that no stream can have (AWS API model)', async () => {
    const rule = 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+';
    const call = put(local, 'arn:aws:firehose:x', 'x');
    await assertRefused(
      call,
      'ValidationException',
      400,
      new RegExp(`at 'deliveryStreamName' .*${quoted(rule)}$`),
    );
  });
});

/** As a pattern that matches just this text. */
function quoted(text: string): string {
  return text.replace(/[[\].+]/g, '\\$&');
}
