/**
 * What a Lambda function must answer, and what becomes of records when it does not. Codes and texts are
 * AWS's: documented, or recorded on AWS by public emulator projects (floci, and one that keeps native
 * captures). Where the two differ on a point, the reading that loses fewer records was taken.
 */
import type { FailedRecord, ProcessedRecord, StepResult } from './record.js';

/** Why a record, or a whole batch, failed. */
export interface LambdaFailure {
  code: string;
  message: string;
}

const NOT_JSON: LambdaFailure = {
  code: 'Lambda.JsonProcessingException',
  message:
    'There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Firehose.',
};
const WRONG_FORMAT: LambdaFailure = {
  code: 'Lambda.FunctionError',
  message:
    'Check your function and make sure the output is in required format. In addition to that, make sure the processed records contain valid result status of Dropped, Ok, or ProcessingFailed',
};
const MISSING: LambdaFailure = {
  code: 'Lambda.MissingRecordId',
  message:
    'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
};
const DUPLICATED: LambdaFailure = {
  code: 'Lambda.DuplicatedRecordId',
  message:
    'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
};
const PROCESSING_FAILED: LambdaFailure = {
  code: 'Lambda.ProcessingFailedStatus',
  message: 'ProcessingFailed status set for record',
};
const NO_DATA: LambdaFailure = {
  code: 'Lambda.InvalidReturnFormat',
  message:
    'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.',
};

const RESULTS: readonly unknown[] = ['Dropped', 'Ok', 'ProcessingFailed'];

interface ReturnedRecord {
  recordId?: unknown;
  result?: unknown;
  data?: unknown;
  metadata?: unknown;
}

/**
 * Lays a function's answer over the batch that it was asked about.
 *
 * - An answer that is not a JSON object, or whose records are no objects, fails the batch (documented).
 * - A result other than Ok, Dropped, ProcessingFailed, or data not in base64, fails the batch (recorded).
 * - No `records` at all, or one missing: those records fail as missing (recorded). An id that was never
 *   sent is ignored (recorded).
 * - An id returned twice fails that record (recorded; one project saw the batch fail).
 * - `Ok` without data fails that record (recorded).
 */
export function applyAnswer(
  answer: string,
  batch: readonly ProcessedRecord[],
  ids: readonly string[],
  fail: (record: ProcessedRecord, failure: LambdaFailure) => FailedRecord,
): StepResult {
  const returned = parse(answer);
  if ('code' in returned) return { records: [], failed: batch.map((record) => fail(record, returned)) };
  const result: StepResult = { records: [], failed: [] };
  batch.forEach((record, index) => {
    const [one, another] = returned.byId.get(ids[index] ?? '') ?? [];
    if (!one) result.failed.push(fail(record, MISSING));
    else if (another) result.failed.push(fail(record, DUPLICATED));
    else if (one.result === 'ProcessingFailed') result.failed.push(fail(record, PROCESSING_FAILED));
    else if (one.result === 'Ok' && typeof one.data !== 'string') result.failed.push(fail(record, NO_DATA));
    else if (one.result === 'Ok') result.records.push(transformed(record, one));
  });
  return result;
}

function parse(answer: string): { byId: Map<unknown, ReturnedRecord[]> } | LambdaFailure {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return NOT_JSON;
  }
  if (!isObject(value)) return NOT_JSON;
  const records: unknown = value.records ?? [];
  if (!Array.isArray(records) || !records.every(isObject)) return NOT_JSON;
  const byId = new Map<unknown, ReturnedRecord[]>();
  for (const record of records as ReturnedRecord[]) {
    if (!RESULTS.includes(record.result)) return WRONG_FORMAT;
    if ((record.data ?? null) !== null && !isBase64(record.data)) return WRONG_FORMAT;
    const same = byId.get(record.recordId);
    if (same) same.push(record);
    else byId.set(record.recordId, [record]);
  }
  return { byId };
}

/** With or without its padding, as Java's decoder takes it. */
function isBase64(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  const digits = data.replace(/={1,2}$/, '');
  return digits.length % 4 !== 1 && !/[^A-Za-z0-9+/]/.test(digits);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that are neither text, number nor boolean say nothing; the prefix that needs them will miss them. */
function transformed(record: ProcessedRecord, returned: ReturnedRecord): ProcessedRecord {
  const changed = {
    ...record,
    data: Buffer.from(String(returned.data), 'base64'),
    source: record.source ?? record.data,
  };
  const given = isObject(returned.metadata) ? returned.metadata.partitionKeys : undefined;
  if (!isObject(given)) return changed;
  const keys = Object.entries(given)
    .filter(([, value]) => ['boolean', 'number', 'string'].includes(typeof value))
    .map(([key, value]) => [key, String(value)]);
  return { ...changed, partitionKeys: { ...record.partitionKeys, fromLambda: Object.fromEntries(keys) } };
}
