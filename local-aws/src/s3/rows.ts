import type {
  BucketLocationConstraint,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  StorageClass,
  Tag,
} from '@aws-sdk/client-s3';
import type { ChecksumName } from './checksums.js';

export interface BucketRow {
  /** The account that owns the bucket. */
  owner: string;
  region: string;
  /** As CreateBucket was told, such as `EU`; absent in us-east-1, where there is none. */
  locationConstraint?: BucketLocationConstraint;
  /** Milliseconds since the epoch. */
  created: number;
  tags: Tag[];
  /** The bucket policy's text as it was put. */
  policy?: string;
  /** Absent once it was deleted, which turns all four settings off. */
  publicAccessBlock?: Required<PublicAccessBlockConfiguration>;
  /** Absent once it was deleted. */
  ownership?: ObjectOwnership;
  /** A setting of the default encryption that changes nothing here, given back as it came. */
  bucketKeyEnabled?: boolean;
  /** Whether the default encryption is one that was put, and not that of a new bucket. */
  encryptionWasPut?: boolean;
}

/** Headers that are kept with an object and given back as they came. */
export interface StoredHeaders {
  CacheControl?: string;
  ContentDisposition?: string;
  ContentEncoding?: string;
  ContentLanguage?: string;
  ContentType?: string;
  WebsiteRedirectLocation?: string;
}

export interface ObjectChecksum {
  name: ChecksumName;
  /** Base64; of a composite checksum without the number of parts behind it. */
  value: string;
  /** A checksum of the checksums of the parts; absent for one of the whole content. */
  type?: 'COMPOSITE';
}

/** What is known of a part after the upload of parts was completed. */
export interface ObjectPart {
  number: number;
  /** Bytes. */
  size: number;
  /** Base64; only where the checksum of the object is made of those of the parts. */
  checksum?: string;
}

export interface ObjectRow {
  /** Bytes of the content. */
  size: number;
  /**
   * The MD5 of the content in hexadecimal, without the quotes that go around it on the wire; for an object
   * made of parts the MD5 of their MD5s, a dash and their number.
   */
  etag: string;
  /** Milliseconds since the epoch, of a whole second: S3 keeps no finer. */
  modified: number;
  headers: StoredHeaders;
  /** The Expires header, in milliseconds since the epoch. */
  expires?: number;
  /** User metadata: names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  checksum: ObjectChecksum;
  /** Absent for STANDARD. */
  storageClass?: StorageClass;
  tags?: Tag[];
  /** Absent where the object was put in one piece. */
  parts?: ObjectPart[];
  /** The id of the upload of those parts. Absent in rows older than this. */
  upload?: string;
  /** Counts the writes of objects: the larger, the later. Absent in rows older than the count. */
  write?: number;
  /** The blob that holds the content; absent where the content stands beside the row. */
  blob?: string;
}
