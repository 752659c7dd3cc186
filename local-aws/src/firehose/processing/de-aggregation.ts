/**
 * RecordDeAggregation: the records that a producer packed into one become records of their own (AWS
 * documentation, "Apply dynamic partitioning to aggregated data"). Line ends and delimiters between them
 * are gone afterwards; AppendDelimiterToRecord brings one back.
 */
import type { Clock } from '../../clock.js';
import { splitJsonObjects } from './json-objects.js';
import type { FailedRecord, ProcessedRecord, StepResult } from './record.js';

/** AWS's cap for one record (API model). */
export const MOST_SUB_RECORDS = 500;

export type DeAggregationSettings = { type: 'JSON' } | { type: 'DELIMITED'; delimiter: Uint8Array };

/**
 * Splits records. What comes of one record shares its arrival and its journal row.
 *
 * A record of more than 500 goes on unsplit. AWS's API model says that de-aggregation then "does not take
 * place properly"; a public project saw such a record reach the next step whole, where jq refused it as
 * `Non JSON record provided`.
 *
 * With type JSON, a record that is not made of JSON objects fails: AWS documents an array as invalid input.
 * How its error object looks on AWS is not known; the code and its text are decided by us.
 */
export function deAggregate(
  records: readonly ProcessedRecord[],
  settings: DeAggregationSettings,
  clock: Clock,
): StepResult {
  const result: StepResult = { records: [], failed: [] };
  for (const record of records) {
    const pieces =
      settings.type === 'JSON'
        ? splitJsonObjects(record.data)
        : splitByDelimiter(record.data, settings.delimiter);
    if (!pieces) result.failed.push(notObjects(record, clock));
    else if (pieces.length > MOST_SUB_RECORDS) result.records.push(record);
    else for (const data of pieces) result.records.push({ ...record, data });
  }
  return result;
}

/**
 * What stands between the delimiters. Empty pieces, such as the one behind a last delimiter, are no records;
 * a record of nothing else stays as it is, so that nothing disappears (both decided by us).
 */
function splitByDelimiter(data: Uint8Array, delimiter: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(delimiter); at !== -1; at = bytes.indexOf(delimiter, from)) {
    if (at > from) pieces.push(bytes.subarray(from, at));
    from = at + delimiter.length;
  }
  if (from < bytes.length) pieces.push(bytes.subarray(from));
  return pieces.length > 0 ? pieces : [data];
}

function notObjects(record: ProcessedRecord, clock: Clock): FailedRecord {
  return {
    record,
    errorOutputType: 'processing-failed',
    errorCode: 'RecordDeAggregation.InvalidJson',
    errorMessage:
      'The record does not consist of JSON objects one behind the other or on lines of their own. An array is not valid.',
    attemptsMade: 1,
    attemptEndedAt: clock.now(),
  };
}
