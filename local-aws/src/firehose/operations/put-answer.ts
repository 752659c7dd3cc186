/** The answers of the put calls: RecordIds, and a batch's answer written by hand. */
import { randomFillSync } from 'node:crypto';
import { WrittenJson } from '../../wire/aws-json.js';
import { REFUSED_ENTRY } from './put-refusals.js';

/** Real ids are 224 characters of base64 (seen in fixtures copied from live answers); shorter ones would flatter a client. */
const RECORD_ID_BYTES = 168;
const RECORD_ID_LENGTH = 224;

const LARGEST_BATCH = 500;
const random = Buffer.allocUnsafe(LARGEST_BATCH * RECORD_ID_BYTES);
const REFUSED_JSON = JSON.stringify(REFUSED_ENTRY);

/** @param count 500 at most */
export function newRecordIds(count: number): string[] {
  // 168 bytes are 224 characters without padding, so all ids can be written as one text and cut.
  const text = randomFillSync(random.subarray(0, count * RECORD_ID_BYTES)).toString('base64');
  const ids: string[] = [];
  for (let at = 0; at < text.length; at += RECORD_ID_LENGTH) ids.push(text.slice(at, at + RECORD_ID_LENGTH));
  return ids;
}

/**
 * What PutRecordBatch answers to so many records, of which those at the positions in `refused` were not taken.
 * An answer has 500 ids of base64, 120 KB, which JSON.stringify would search for characters to escape.
 */
export function batchAnswer(count: number, refused: ReadonlySet<number>, encrypted: boolean): WrittenJson {
  const accepted = newRecordIds(count - refused.size);
  const entries =
    refused.size === 0
      ? `{"RecordId":"${accepted.join('"},{"RecordId":"')}"}`
      : woven(accepted, count, refused);
  return new WrittenJson(
    `{"FailedPutCount":${refused.size},"Encrypted":${encrypted},"RequestResponses":[${entries}]}`,
  );
}

/** The entries in the records' order. */
function woven(accepted: readonly string[], count: number, refused: ReadonlySet<number>): string {
  const ids = accepted.values();
  const entry = (at: number) => (refused.has(at) ? REFUSED_JSON : `{"RecordId":"${ids.next().value}"}`);
  return Array.from({ length: count }, (_, at) => entry(at)).join();
}
