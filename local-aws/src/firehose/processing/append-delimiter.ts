import type { ProcessedRecord, StepResult } from './record.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/**
 * The bytes that a `Delimiter` parameter asks for; a newline without one.
 *
 * AWS documents that the processor needs no parameter. Everybody who gives one writes the two characters
 * `\n`, as AWS's console does, so `\n`, `\r`, `\t` and `\\` are read as escapes (decided by us).
 */
export function delimiterBytes(parameter = '\\n'): Uint8Array {
  const text = parameter.replace(/\\([nrt\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
  return Buffer.from(text, 'utf8');
}

/**
 * AppendDelimiterToRecord: the delimiter after every record, the last one included (decided by us: AWS's
 * documentation says both "append" and "between").
 */
export function appendDelimiter(records: readonly ProcessedRecord[], delimiter: Uint8Array): StepResult {
  return {
    records: records.map((record) => ({
      ...record,
      data: Buffer.concat([record.data, delimiter]),
      source: record.source ?? record.data,
    })),
    failed: [],
  };
}
