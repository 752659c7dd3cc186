import { createHash } from 'node:crypto';
import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { ownBucket } from '../access.js';
import { finishChecksum, isChecksumName, startChecksum } from '../checksums.js';
import { invalidArgument, invalidRequest } from '../errors.js';
import { checkWriteConditions } from './conditions.js';
import { copySourceNeeds, type FoundSource, findSource, keepCopy, sourcePath } from './copy-source.js';
import { attributesOf, checkKey, type ObjectAttributes, storageClassOf } from './object-attributes.js';
import { copyOntoItself } from './object-errors.js';
import { readTaggingHeader } from './object-tags.js';
import { writeNeeds } from './write-needs.js';

/**
 * Copies an object. The copy has one content, however the source came: its ETag is the MD5 of that (recorded on
 * AWS), and its checksum is of the whole.
 */
export const copyObject: Operation<CopyObjectRequest, CopyObjectOutput> = {
  needs: (input, call) => [
    ...copySourceNeeds(call, input, input.TaggingDirective !== 'REPLACE'),
    ...writeNeeds(call, input, {
      's3:x-amz-copy-source': sourcePath(input),
      's3:x-amz-metadata-directive': input.MetadataDirective,
    }),
  ],

  async run(input, call) {
    const { s3 } = call.aws;
    const { name: bucket, row: bucketRow } = ownBucket(call, input);
    const key = input.Key ?? '';
    checkKey(key);
    checkDirective(input.MetadataDirective, 'x-amz-metadata-directive', 'Unknown metadata directive.');
    checkDirective(input.TaggingDirective, 'x-amz-tagging-directive', 'Unknown tagging directive.');
    const source = findSource(call, input);
    const isItself = source.bucket === bucket && source.key === key;
    if (isItself && !bucketRow.encryptionWasPut && !changes(input)) throw copyOntoItself();
    const attributes = copiedAttributes(input, source);
    const name = input.ChecksumAlgorithm ?? source.row.checksum.name;
    if (!isChecksumName(name)) throw invalidRequest('Checksum algorithm provided is unsupported.');
    const md5 = createHash('md5');
    const sum = startChecksum(name);
    const content = await keepCopy(call, source, undefined, md5, sum);
    const etag = md5.digest('hex');
    const value = await finishChecksum(sum);
    const modified = s3.now();
    // From here to the end nothing waits. What was true before may not be: the bucket may be gone by now.
    try {
      ownBucket(call, input);
      checkWriteConditions(input, s3.object(bucket, key));
      const row = { ...attributes, size: source.row.size, etag, modified, checksum: { name, value } };
      s3.putObject(bucket, key, row, content);
    } catch (error) {
      s3.discard(content);
      throw error;
    }
    return {
      CopyObjectResult: {
        ETag: `"${etag}"`,
        LastModified: new Date(modified),
        [`Checksum${name}`]: value,
      },
      ServerSideEncryption: 'AES256',
    };
  },
};

/** @throws AwsError InvalidArgument */
function checkDirective(directive: string | undefined, header: string, text: string): void {
  if (directive === undefined || directive === 'COPY' || directive === 'REPLACE') return;
  throw invalidArgument(text, header, directive);
}

/**
 * Whether a copy makes anything different. An object may be copied onto itself only then, or where a default
 * encryption was put on its bucket, even the one of every bucket (recorded on AWS).
 */
function changes(input: CopyObjectRequest): boolean {
  return (
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.WebsiteRedirectLocation !== undefined
  );
}

/**
 * Metadata and tags come from the source, or from the request if that says so; storage class and redirect always
 * come from the request (AWS documentation).
 */
function copiedAttributes(input: CopyObjectRequest, { row }: FoundSource): ObjectAttributes {
  const { Tagging, WebsiteRedirectLocation } = input;
  const own = input.MetadataDirective === 'REPLACE' ? attributesOf({ ...input, Tagging: undefined }) : row;
  return {
    headers: { ...own.headers, WebsiteRedirectLocation },
    expires: own.expires,
    metadata: own.metadata,
    storageClass: storageClassOf(input),
    tags: input.TaggingDirective === 'REPLACE' ? readTaggingHeader(Tagging ?? '') : row.tags,
  };
}
