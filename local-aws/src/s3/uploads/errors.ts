/** Answers about uploads of parts that are not success. Codes, statuses and texts as recorded on AWS. */
import { AwsError } from '../../errors.js';

export function noSuchUpload(id: string): AwsError {
  const text =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new AwsError('NoSuchUpload', 404, text, { UploadId: id });
}

export function invalidPart(id: string, number: number, etag: string): AwsError {
  const text =
    'One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified ' +
    "entity tag may not match the part's entity tag.";
  return new AwsError('InvalidPart', 400, text, { UploadId: id, PartNumber: number, ETag: etag });
}

export function invalidPartOrder(id: string): AwsError {
  const text = 'The list of parts was not in ascending order. Parts must be ordered by part number.';
  return new AwsError('InvalidPartOrder', 400, text, { UploadId: id });
}

/** @param size Bytes of the part; `smallest`, what they must be. */
export function entityTooSmall(number: number, etag: string, size: number, smallest: number): AwsError {
  const text = 'Your proposed upload is smaller than the minimum allowed size';
  const details = { ProposedSize: size, MinSizeAllowed: smallest, PartNumber: number, ETag: etag };
  return new AwsError('EntityTooSmall', 400, text, details);
}

export function badPartChecksum(name: string, number: number): AwsError {
  const text = `The ${name.toLowerCase()} you specified for part ${number} did not match what we received.`;
  return new AwsError('BadDigest', 400, text);
}

export function badObjectChecksum(name: string): AwsError {
  const text = `The ${name.toLowerCase()} you specified did not match the calculated checksum.`;
  return new AwsError('BadDigest', 400, text);
}
