import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceName } from '../operation.js';
import { StoreError } from '../store/store-error.js';
import { internalFailure } from './internal-failure.js';

describe('a failure that is not the caller’s', () => {
  const full = new StoreError('cannot write to /data/journal: ENOSPC. Make room, then try again');
  const bug = new TypeError('undefined is not a function');
  const cases: [ServiceName, string, unknown, code: string, status: number][] = [
    ['s3', 'PutObject', full, 'InternalError', 500],
    ['iam', 'CreateRole', full, 'ServiceFailure', 500],
    ['sts', 'AssumeRole', full, 'InternalFailure', 500],
    ['firehose', 'PutRecord', full, 'ServiceUnavailableException', 503],
    ['firehose', 'PutRecordBatch', full, 'ServiceUnavailableException', 503],
    ['firehose', 'CreateDeliveryStream', full, 'InternalFailure', 500],
    ['firehose', 'PutRecord', bug, 'InternalFailure', 500],
    ['s3', 'PutObject', bug, 'InternalError', 500],
  ];
  for (const [service, operation, cause, code, status] of cases) {
    const whose = cause === bug ? 'ours' : 'the disk’s';
    it(`that is ${whose} is ${code} to ${operation}`, () => {
      const answer = internalFailure(service, operation, cause);
      assert.deepEqual([answer.code, answer.status, answer.cause], [code, status, cause]);
      assert.equal(/Make room/.test(answer.message), cause === full, 'only what the caller can mend is told');
      assert.doesNotMatch(answer.message, /undefined/);
    });
  }
});
