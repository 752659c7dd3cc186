import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { ownBucket } from '../access.js';
import { checksum, DEFAULT_CHECKSUM, verifiedChecksum, verifiedMd5 } from '../checksums.js';
import { checkWriteConditions } from './conditions.js';
import { attributesOf, checkKey } from './object-attributes.js';
import { writeNeeds } from './write-needs.js';

/** Creates or replaces an object. It is there as a whole or not at all. */
export const putObject: Operation<PutObjectRequest, PutObjectOutput> = {
  needs: (input, call) => writeNeeds(call, input),

  async run(input, call) {
    const { s3 } = call.aws;
    const key = input.Key ?? '';
    const body = (input.Body ?? new Uint8Array()) as Uint8Array; // the wire has read it to its end
    ownBucket(call, input);
    checkKey(key);
    const attributes = attributesOf(input);
    const etag = verifiedMd5(body, input.ContentMD5);
    const sum = (await verifiedChecksum(body, input)) ?? {
      name: DEFAULT_CHECKSUM,
      value: await checksum(DEFAULT_CHECKSUM, body),
    };
    const content = await s3.keep(body, body.byteLength);
    // From here to the end nothing waits. What was true before may not be: the bucket may be gone by now.
    try {
      const { name } = ownBucket(call, input);
      checkWriteConditions(input, s3.object(name, key));
      const row = { ...attributes, size: body.byteLength, etag, modified: s3.now(), checksum: sum };
      s3.putObject(name, key, row, content);
    } catch (error) {
      s3.discard(content);
      throw error;
    }
    return {
      ETag: `"${etag}"`,
      [`Checksum${sum.name}`]: sum.value,
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
    };
  },
};
