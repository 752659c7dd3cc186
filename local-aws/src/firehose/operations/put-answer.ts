/** The answers of the put calls: RecordIds, and a batch's answer written by hand. */
import { randomBytes } from 'node:crypto';
import { WrittenJson } from '../../wire/aws-json.js';
import { REFUSED_ENTRY } from './put-refusals.js';

/**
 * Real ids are 224 characters of base64 (seen in fixtures copied from live answers); shorter ones would flatter a
 * client. Ours begin with 32 of their own, 192 bits by chance; the others are the same for all records of a call.
 */
const OWN_BYTES = 24;
const OWN_LENGTH = 32;
const SHARED_BYTES = 144;

const REFUSED_JSON = JSON.stringify(REFUSED_ENTRY);

export function newRecordId(): string {
  return randomBytes(OWN_BYTES + SHARED_BYTES).toString('base64');
}

/**
 * What PutRecordBatch answers to so many records, of which those at the positions in `refused` were not taken.
 * An answer has 500 ids of base64, 120 KB, which JSON.stringify would search for characters to escape.
 */
export function batchAnswer(count: number, refused: ReadonlySet<number>, encrypted: boolean): WrittenJson {
  const own = ownParts(count - refused.size);
  const shared = randomBytes(SHARED_BYTES).toString('base64');
  const entries =
    refused.size === 0
      ? `{"RecordId":"${own.join(`${shared}"},{"RecordId":"`)}${shared}"}`
      : woven(own, shared, count, refused);
  return new WrittenJson(
    `{"FailedPutCount":${refused.size},"Encrypted":${encrypted},"RequestResponses":[${entries}]}`,
  );
}

/** So many ids as far as they are their own, written as one text and cut: 24 bytes need no padding. */
function ownParts(count: number): string[] {
  const text = randomBytes(count * OWN_BYTES).toString('base64');
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += OWN_LENGTH) parts.push(text.slice(at, at + OWN_LENGTH));
  return parts;
}

/** The entries in the records' order. */
function woven(own: readonly string[], shared: string, count: number, refused: ReadonlySet<number>): string {
  const next = own.values();
  const entry = (at: number) =>
    refused.has(at) ? REFUSED_JSON : `{"RecordId":"${next.next().value}${shared}"}`;
  return Array.from({ length: count }, (_, at) => entry(at)).join();
}
