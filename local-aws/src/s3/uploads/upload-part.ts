import type { UploadPartOutput, UploadPartRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { verifiedChecksum, verifiedMd5 } from '../checksums.js';
import { invalidRequest } from '../errors.js';
import { checkPartNumber } from '../objects/part-range.js';
import { findUpload } from './find-upload.js';

/** Adds a part to an upload, or replaces the one of its number. */
export const uploadPart: Operation<UploadPartRequest, UploadPartOutput> = {
  needs: (input, call) => objectNeeds(call, 's3:PutObject', input),

  async run(input, call) {
    const { s3 } = call.aws;
    const body = (input.Body ?? new Uint8Array()) as Uint8Array; // the wire has read it to its end
    const { row: upload } = findUpload(call, input);
    const number = checkPartNumber(input.PartNumber);
    const etag = verifiedMd5(body, input.ContentMD5);
    const given = await verifiedChecksum(body, input);
    if (upload.checksum && upload.checksum.name !== given?.name) {
      const expected = upload.checksum.name.toLowerCase();
      const actual = given?.name.toLowerCase() ?? 'null';
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
      );
    }
    const content = await s3.keep(body, body.byteLength);
    try {
      const { id } = findUpload(call, input); // it may have been aborted meanwhile
      const checksum = upload.checksum && given?.value;
      s3.uploads.putPart(id, number, { size: body.byteLength, etag, modified: s3.now(), checksum }, content);
    } catch (error) {
      s3.discard(content);
      throw error;
    }
    return {
      ETag: `"${etag}"`,
      ServerSideEncryption: 'AES256',
      ...(given && { [`Checksum${given.name}`]: given.value }),
    };
  },
};
