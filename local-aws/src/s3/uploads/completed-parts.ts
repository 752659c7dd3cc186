import type { CompletedPart } from '@aws-sdk/client-s3';
import type { ChecksumMember } from '../checksums.js';
import { invalidRequest } from '../errors.js';
import { badPartChecksum, entityTooSmall, invalidPart, invalidPartOrder } from './errors.js';
import type { FoundUpload } from './find-upload.js';
import type { PartRow } from './rows.js';
import type { Uploads } from './uploads.js';

/** Bytes that every part must have but the last (AWS documentation). */
const SMALLEST_PART = 5 * 1024 * 1024;

export interface ChosenPart {
  number: number;
  row: PartRow;
}

/**
 * The parts that an object is to be made of.
 *
 * @throws AwsError InvalidRequest, InvalidPartOrder, InvalidPart, EntityTooSmall, BadDigest: in this order, and
 *   with these reasons, as recorded on AWS.
 */
export function chosenParts(uploads: Uploads, upload: FoundUpload, listed: CompletedPart[]): ChosenPart[] {
  if (listed.length === 0) throw invalidRequest('You must specify at least one part');
  const numbers = listed.map(({ PartNumber = 0 }) => PartNumber);
  if (numbers.some((number, i) => number <= (numbers[i - 1] ?? 0))) throw invalidPartOrder(upload.id);
  return listed.map((part, index) => {
    const { PartNumber: number = 0, ETag = '' } = part;
    const row = uploads.part(upload.id, number);
    const etag = ETag.replace(/^"(.*)"$/, '$1');
    if (row?.etag !== etag) throw invalidPart(upload.id, number, etag);
    checkPartChecksum(upload, part, row);
    if (index < listed.length - 1 && row.size < SMALLEST_PART) {
      throw entityTooSmall(number, etag, row.size, SMALLEST_PART);
    }
    return { number, row };
  });
}

/** A composite checksum needs that of every part; otherwise they may be left out, but not be other ones. */
function checkPartChecksum({ id, row: { checksum } }: FoundUpload, part: CompletedPart, row: PartRow): void {
  const number = part.PartNumber ?? 0;
  const members = Object.keys(part).filter((name): name is ChecksumMember => name.startsWith('Checksum'));
  const given = checksum && part[`Checksum${checksum.name}`];
  if (given !== undefined) {
    if (given !== row.checksum) throw invalidPart(id, number, row.etag);
    return;
  }
  const [other] = members;
  if (!checksum && other) throw invalidPart(id, number, row.etag);
  if (checksum?.type !== 'COMPOSITE') return;
  if (other) throw badPartChecksum(other.slice('Checksum'.length), number);
  throw invalidRequest(
    `The upload was created using a ${checksum.name.toLowerCase()} checksum. The complete request must include ` +
      `the checksum for each part. It was missing for part ${number} in the request.`,
  );
}
