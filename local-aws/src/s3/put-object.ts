import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { objectNeeds, ownBucket } from './access.js';
import { verifiedChecksum, verifiedMd5 } from './checksums.js';
import { checkWriteConditions } from './conditions.js';
import { keyTooLong, metadataTooLarge } from './errors.js';
import type { ObjectRow, StoredHeaders } from './rows.js';

/** Bytes of UTF-8 in a key, and in all names and values of user metadata (AWS documentation). */
const LONGEST_KEY = 1024;
const MOST_METADATA = 2048;
/** What S3 says an object is that came without a type (recorded on AWS). */
const DEFAULT_TYPE = 'binary/octet-stream';

/** Creates or replaces an object. It is there as a whole or not at all. */
export const putObject: Operation<PutObjectRequest, PutObjectOutput> = {
  needs: (input, call) =>
    objectNeeds(call, 's3:PutObject', input, {
      's3:if-match': input.IfMatch,
      's3:if-none-match': input.IfNoneMatch,
      's3:x-amz-acl': input.ACL,
      's3:x-amz-server-side-encryption': input.ServerSideEncryption,
      's3:x-amz-storage-class': input.StorageClass,
    }),

  async run(input, call) {
    const { s3 } = call.aws;
    const key = input.Key ?? '';
    const body = (input.Body ?? new Uint8Array()) as Uint8Array; // the wire has read it to its end
    ownBucket(call, input);
    checkSizes(key, input.Metadata ?? {});
    const etag = verifiedMd5(body, input.ContentMD5);
    const checksum = await verifiedChecksum(body, input);
    const content = await s3.keep(body);
    // From here to the end nothing waits. What was true before may not be: the bucket may be gone by now.
    try {
      const { name } = ownBucket(call, input);
      checkWriteConditions(input, s3.object(name, key));
      s3.putObject(name, key, rowOf(input, body.byteLength, etag, checksum, s3.now()), content);
    } catch (error) {
      s3.discard(content);
      throw error;
    }
    return {
      ETag: `"${etag}"`,
      [`Checksum${checksum.name}`]: checksum.value,
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
    };
  },
};

function checkSizes(key: string, metadata: Record<string, string>): void {
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > LONGEST_KEY) throw keyTooLong(keyBytes, LONGEST_KEY);
  const metadataBytes = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (metadataBytes > MOST_METADATA) throw metadataTooLarge(metadataBytes, MOST_METADATA);
}

function rowOf(
  input: PutObjectRequest,
  size: number,
  etag: string,
  checksum: ObjectRow['checksum'],
  modified: number,
): Omit<ObjectRow, 'blob'> {
  const headers: StoredHeaders = {
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType ?? DEFAULT_TYPE,
  };
  const expires = input.Expires?.getTime();
  return { size, etag, modified, headers, expires, metadata: input.Metadata ?? {}, checksum };
}
