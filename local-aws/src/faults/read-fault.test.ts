import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFault } from './read-fault.js';

const OPERATIONS = new Set(['PutRecord', 'PutRecordBatch']);

describe('a fault in JSON', () => {
  it('is read when it has an operation and one effect', () => {
    const faults = [
      { operation: 'PutRecordBatch', refuseShare: 0.3 },
      { operation: 'PutRecordBatch', stream: 's', times: 2, refuseCount: 1 },
      { operation: 'Delivery', answer: { status: 503, code: 'SlowDown' } },
      { operation: 'Creation', answer: { status: 400, code: 'UNKNOWN_ERROR', message: 'by a fault' } },
      { operation: '*', cut: 'after' },
      { operation: 'PutRecord', delaySeconds: 0 },
    ];
    for (const fault of faults) assert.deepEqual(readFault(fault, OPERATIONS), fault);
  });

  it('that cannot be meant is refused, with what is allowed', () => {
    const one = { operation: 'PutRecordBatch', refuseCount: 1 };
    const refused: [fault: unknown, complaint: RegExp][] = [
      [null, /^a fault is a JSON object such as/],
      [[one], /^a fault is a JSON object such as/],
      [{ ...one, often: 2 }, /^a fault has no member often; it has operation, stream, times, refuseShare/],
      [{ refuseCount: 1 }, /^operation: must be the name of an operation/],
      [{ ...one, operation: 'PutRecords' }, /^operation: must be the name of an operation/],
      [{ ...one, operation: 7 }, /^operation: must be the name of an operation/],
      [{ ...one, stream: 7 }, /^stream: must be the name/],
      [{ ...one, times: 0 }, /^times: must be a whole number above 0/],
      [{ ...one, times: '2' }, /^times: must be a whole number above 0/],
      [{ operation: 'PutRecordBatch' }, /^a fault has exactly one of refuseShare, refuseCount, answer, cut/],
      [{ ...one, cut: 'before' }, /^a fault has exactly one of/],
      [{ ...one, operation: '*' }, /^refuseCount: only with the operation PutRecordBatch/],
      [{ operation: 'PutRecordBatch', refuseCount: 1.5 }, /^refuseCount: must be a whole number above 0/],
      [{ operation: 'PutRecordBatch', refuseShare: 1.1 }, /^refuseShare: must be a number from 0 to 1/],
      [{ operation: '*', answer: { status: 200, code: 'Fine' } }, /^answer: must be \{"status": 400 to 599/],
      [{ operation: '*', answer: { status: 500, code: '' } }, /^answer: must be/],
      [{ operation: '*', answer: { status: 500, code: 'A', message: 1 } }, /^answer: must be/],
      [{ operation: '*', answer: null }, /^answer: must be/],
      [{ operation: '*', cut: 'during' }, /^cut: must be "before" or "after"/],
      [{ operation: 'Delivery', cut: 'after' }, /^cut: only "before" with Delivery/],
      [{ operation: 'Creation', delaySeconds: 1 }, /^delaySeconds: not with Creation, which has answer/],
      [{ operation: '*', delaySeconds: 601 }, /^delaySeconds: must be a number of seconds from 0 to 600/],
      [JSON.parse('{"operation": "*", "__proto__": 1}'), /^a fault has no member __proto__/],
    ];
    for (const [fault, complaint] of refused) {
      assert.throws(() => readFault(fault, OPERATIONS), { name: 'TypeError', message: complaint });
    }
  });
});
