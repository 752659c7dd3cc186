/**
 * MetadataExtraction: a jq query finds the partition keys in a record's JSON (AWS documentation, "Understand
 * partitioning keys").
 */
import type { Clock } from '../../clock.js';
import type { Jq, JqOutcome } from './jq.js';
import { WorkerEnded, WorkerTimedOut } from './owned-worker.js';
import type { FailedRecord, ProcessedRecord, StepResult } from './record.js';

/** Of one query (AWS documentation). */
export const MOST_KEYS = 50;

/** AWS's text (quoted from error objects by public projects). */
const NULL_OR_EMPTY = 'partitionKeys values must not be null or empty';

/** What one call of jq takes: enough to pay for the call, little enough for its time limit. */
const RECORDS_PER_CALL = 500;
const BYTES_PER_CALL = 2 * 1024 * 1024;

export interface MetadataExtractionSettings {
  query: string;
  /** The keys that the prefix needs from the query: a record without one of them fails. */
  keysInPrefix: readonly string[];
}

/** Gives every record its partition keys, beside those that a Lambda function gave it. */
export async function extractMetadata(
  records: readonly ProcessedRecord[],
  settings: MetadataExtractionSettings,
  tools: { jq: Jq; clock: Clock },
): Promise<StepResult> {
  const result: StepResult = { records: [], failed: [] };
  for (const group of groups(records)) {
    const outcomes = await outcomesOf(group, settings.query, tools.jq);
    const attemptEndedAt = tools.clock.now();
    group.forEach((record, index) => {
      const outcome = outcomes[index] ?? { error: 'jq gave no result' };
      const keys = partitionKeys(outcome, settings.keysInPrefix);
      if (typeof keys === 'string') result.failed.push(failed(record, keys, attemptEndedAt));
      else result.records.push({ ...record, partitionKeys: { ...record.partitionKeys, fromQuery: keys } });
    });
  }
  return result;
}

function* groups(records: readonly ProcessedRecord[]): Generator<ProcessedRecord[]> {
  let group: ProcessedRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    group.push(record);
    bytes += record.data.length;
    if (group.length === RECORDS_PER_CALL || bytes >= BYTES_PER_CALL) {
      yield group;
      group = [];
      bytes = 0;
    }
  }
  if (group.length > 0) yield group;
}

/** A query that never ends, or of which jq dies, fails the records that it was running over. */
async function outcomesOf(group: ProcessedRecord[], query: string, jq: Jq): Promise<JqOutcome[]> {
  const texts = group.map(({ data }) =>
    Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8'),
  );
  try {
    return await jq.run(query, texts);
  } catch (error) {
    if (!(error instanceof WorkerTimedOut || error instanceof WorkerEnded)) throw error;
    return group.map(() => ({ error: `the query did not end: ${error.message}` }));
  }
}

/**
 * The keys of one record, or why it has none. The texts about records that are not JSON and about empty keys
 * are AWS's (both quoted from error objects by public projects); the others are decided by us. So is that a
 * query must yield exactly one object, and that lists and objects are no keys. Numbers and booleans become
 * text: AWS's own example partitions by a numeric customer id.
 */
function partitionKeys(outcome: JqOutcome, needed: readonly string[]): Record<string, string> | string {
  if ('notJson' in outcome) return 'Non JSON record provided';
  if ('error' in outcome) return `The MetadataExtraction query failed: ${outcome.error}`;
  const [object, another] = outcome.results;
  if (
    outcome.results.length !== 1 ||
    typeof object !== 'object' ||
    object === null ||
    Array.isArray(object)
  ) {
    const what = another === undefined ? JSON.stringify(object) : 'several values';
    return `The MetadataExtraction query must yield one object of partition keys, not ${what ?? 'nothing'}`;
  }
  const entries = Object.entries(object as Record<string, unknown>);
  if (entries.length > MOST_KEYS) {
    return `The MetadataExtraction query yields ${entries.length} keys; the most are ${MOST_KEYS}`;
  }
  for (const [key, value] of entries) {
    if (value === null || value === '') return NULL_OR_EMPTY;
    if (typeof value !== 'string') {
      return `partitionKeys values must be text, numbers or booleans; ${key} is ${JSON.stringify(value)}`;
    }
  }
  const keys = Object.fromEntries(entries as [string, string][]);
  return needed.every((key) => Object.hasOwn(keys, key)) ? keys : NULL_OR_EMPTY;
}

/**
 * Gives every record exactly the keys that the prefix asks for: those are what makes its partition. A record
 * without one of them, or with an empty one, cannot have its prefix evaluated and fails (AWS documentation,
 * "Troubleshoot dynamic partitioning"; the text for a missing key of a Lambda function is decided by us).
 */
export function requireKeys(
  { records, failed: before }: StepResult,
  needed: { fromQuery: readonly string[]; fromLambda: readonly string[] },
  clock: Clock,
): StepResult {
  const result: StepResult = { records: [], failed: [...before] };
  for (const record of records) {
    const fromQuery = pick(record.partitionKeys?.fromQuery, needed.fromQuery);
    const fromLambda = pick(record.partitionKeys?.fromLambda, needed.fromLambda);
    if (fromQuery && fromLambda) {
      result.records.push({ ...record, partitionKeys: { fromQuery, fromLambda } });
    } else result.failed.push(failed(record, NULL_OR_EMPTY, clock.now()));
  }
  return result;
}

/** The keys of these names; undefined when one is missing or empty. */
function pick(
  keys: Readonly<Record<string, string>> = {},
  names: readonly string[],
): Record<string, string> | undefined {
  const picked = names.map((name): [string, string] => [
    name,
    (Object.hasOwn(keys, name) && keys[name]) || '',
  ]);
  return picked.every(([, value]) => value !== '') ? Object.fromEntries(picked) : undefined;
}

function failed(record: ProcessedRecord, errorMessage: string, attemptEndedAt: number): FailedRecord {
  return {
    record,
    errorOutputType: 'metadata-extraction-failed',
    errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
    errorMessage,
    attemptsMade: 1,
    attemptEndedAt,
  };
}
