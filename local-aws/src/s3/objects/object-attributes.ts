/** What an object is beside its content, as a request that writes one says it. */
import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { keyTooLong, metadataTooLarge } from '../errors.js';
import type { ObjectRow } from '../rows.js';
import { invalidStorageClass } from './object-errors.js';
import { readTaggingHeader } from './object-tags.js';

export type ObjectAttributes = Pick<ObjectRow, 'expires' | 'headers' | 'metadata' | 'storageClass' | 'tags'>;

type AttributesInput = Pick<
  PutObjectRequest,
  | 'CacheControl'
  | 'ContentDisposition'
  | 'ContentEncoding'
  | 'ContentLanguage'
  | 'ContentType'
  | 'Expires'
  | 'Metadata'
  | 'StorageClass'
  | 'Tagging'
  | 'WebsiteRedirectLocation'
>;

/** Bytes of UTF-8 in a key, and in all names and values of user metadata (AWS documentation). */
const LONGEST_KEY = 1024;
const MOST_METADATA = 2048;
/** What S3 says an object is that came without a type (recorded on AWS). */
const DEFAULT_TYPE = 'binary/octet-stream';
/** Those that a general purpose bucket in a region takes (AWS documentation; recorded on AWS: not OUTPOSTS). */
const STORAGE_CLASSES: readonly string[] = [
  'DEEP_ARCHIVE',
  'GLACIER',
  'GLACIER_IR',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
];
/** Objects of these must be restored before they can be read, which local-aws cannot. */
const ARCHIVES: readonly string[] = ['DEEP_ARCHIVE', 'GLACIER'];

/** @throws AwsError KeyTooLongError */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > LONGEST_KEY) throw keyTooLong(bytes, LONGEST_KEY);
}

/** @throws AwsError MetadataTooLarge, InvalidStorageClass, or what is wrong with the tags. */
export function attributesOf(input: AttributesInput): ObjectAttributes {
  const metadata = input.Metadata ?? {};
  const bytes = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (bytes > MOST_METADATA) throw metadataTooLarge(bytes, MOST_METADATA);
  return {
    headers: {
      CacheControl: input.CacheControl,
      ContentDisposition: input.ContentDisposition,
      ContentEncoding: input.ContentEncoding,
      ContentLanguage: input.ContentLanguage,
      ContentType: input.ContentType ?? DEFAULT_TYPE,
      WebsiteRedirectLocation: input.WebsiteRedirectLocation,
    },
    expires: input.Expires?.getTime(),
    metadata,
    storageClass: storageClassOf(input),
    tags: input.Tagging === undefined ? undefined : readTaggingHeader(input.Tagging),
  };
}

/** @throws AwsError InvalidStorageClass */
export function storageClassOf({
  StorageClass,
}: Pick<PutObjectRequest, 'StorageClass'>): ObjectRow['storageClass'] {
  if (StorageClass === undefined || StorageClass === 'STANDARD') return undefined;
  if (!STORAGE_CLASSES.includes(StorageClass)) throw invalidStorageClass(StorageClass);
  return StorageClass;
}

/** Whether an object must be restored before it can be read. */
export function isArchived({ storageClass }: Pick<ObjectRow, 'storageClass'>): boolean {
  return storageClass !== undefined && ARCHIVES.includes(storageClass);
}
