import { createHash } from 'node:crypto';
import type { UploadPartCopyOutput, UploadPartCopyRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { finishChecksum, startChecksum } from '../checksums.js';
import { invalidArgument } from '../errors.js';
import { copySourceNeeds, findSource, keepCopy, sourcePath } from '../objects/copy-source.js';
import { checkPartNumber } from '../objects/part-range.js';
import type { ByteRange } from '../objects/range.js';
import { findUpload } from './find-upload.js';

/** Adds a part to an upload that is copied from an object, or from a range of it. */
export const uploadPartCopy: Operation<UploadPartCopyRequest, UploadPartCopyOutput> = {
  needs: (input, call) => [
    ...copySourceNeeds(call, input, false),
    ...objectNeeds(call, 's3:PutObject', input, { 's3:x-amz-copy-source': sourcePath(input) }),
  ],

  async run(input, call) {
    const { s3 } = call.aws;
    const { row: upload } = findUpload(call, input);
    const number = checkPartNumber(input.PartNumber);
    const source = findSource(call, input);
    const range = copyRange(input.CopySourceRange, source.row.size);
    const md5 = createHash('md5');
    const sum = upload.checksum && startChecksum(upload.checksum.name);
    const content = await keepCopy(call, source, range, md5, ...(sum ? [sum] : []));
    const etag = md5.digest('hex');
    const checksum = sum && (await finishChecksum(sum));
    const size = range ? range.end - range.start + 1 : source.row.size;
    const modified = s3.now();
    try {
      const { id } = findUpload(call, input); // it may have been aborted meanwhile
      s3.uploads.putPart(id, number, { size, etag, modified, checksum }, content);
    } catch (error) {
      s3.discard(content);
      throw error;
    }
    return {
      CopyPartResult: {
        ETag: `"${etag}"`,
        LastModified: new Date(modified),
        ...(upload.checksum && { [`Checksum${upload.checksum.name}`]: checksum }),
      },
      ServerSideEncryption: 'AES256',
    };
  },
};

/**
 * Reads `x-amz-copy-source-range`, which is taken far more strictly than the Range of a read (texts of AWS's as
 * other implementations have them).
 *
 * @throws AwsError InvalidArgument
 */
function copyRange(text: string | undefined, size: number): ByteRange | undefined {
  if (text === undefined) return undefined;
  const name = 'x-amz-copy-source-range';
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (first === '' || range.end < range.start) {
    const form = `The ${name} value must be of the form bytes=first-last`;
    const meaning = 'where first and last are the zero-based offsets of the first and last bytes to copy';
    throw invalidArgument(`${form} ${meaning}`, name, text);
  }
  if (range.end >= size) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`, name, text);
  }
  return range;
}
