import type { FailedRecord } from './record.js';

/**
 * One failed record as a line of an error object, without its line end: a JSON document with the members and
 * in the order that was observed on AWS (public fixtures copied from live output; times are numbers of
 * milliseconds, although the documentation shows strings, and `lambdaARN` is written so, although the
 * documentation writes `lambdaArn`). `rawData` is the record as it was before any step changed it.
 */
export function errorLine(failed: FailedRecord): string {
  return JSON.stringify({
    rawData: Buffer.from(failed.record.source ?? failed.record.data).toString('base64'),
    errorCode: failed.errorCode,
    errorMessage: failed.errorMessage,
    attemptsMade: failed.attemptsMade,
    arrivalTimestamp: failed.record.arrivedAt,
    attemptEndingTimestamp: failed.attemptEndedAt,
    lambdaARN: failed.lambdaArn,
  });
}
