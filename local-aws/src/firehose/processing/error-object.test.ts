import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorLine } from './error-object.js';
import type { FailedRecord } from './record.js';
import { ARRIVED_AT, NOW, record } from './testing/records.js';

const failed: FailedRecord = {
  record: record('fail\n"me"'),
  errorOutputType: 'processing-failed',
  errorCode: 'Lambda.ProcessingFailedStatus',
  errorMessage: 'ProcessingFailed status set for record',
  attemptsMade: 1,
  attemptEndedAt: NOW,
  lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
};

describe('a line of an error object', () => {
  it('has the members that were observed on AWS, in their order, times as numbers', () => {
    const line = errorLine(failed);
    assert.equal(
      line,
      '{"rawData":"ZmFpbAoibWUi","errorCode":"Lambda.ProcessingFailedStatus",' +
        '"errorMessage":"ProcessingFailed status set for record","attemptsMade":1,' +
        `"arrivalTimestamp":${ARRIVED_AT},"attemptEndingTimestamp":${NOW},` +
        '"lambdaARN":"arn:aws:lambda:us-east-1:000000000000:function:f"}',
    );
  });

  it('names no function where none failed', () => {
    const line = errorLine({ ...failed, lambdaArn: undefined });
    assert.equal('lambdaARN' in JSON.parse(line), false);
  });

  it('gives back the bytes of the record, as they were before a step changed them', () => {
    const source = Uint8Array.from([0xff, 0x0a, 0x00]);
    const line = errorLine({ ...failed, record: { ...record('changed'), source } });
    assert.deepEqual([...Buffer.from(JSON.parse(line).rawData, 'base64')], [...source]);
  });
});
