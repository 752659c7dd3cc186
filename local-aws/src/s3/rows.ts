import type { BucketLocationConstraint, Tag } from '@aws-sdk/client-s3';
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
}

/** Headers that are kept with an object and given back as they came. */
export interface StoredHeaders {
  CacheControl?: string;
  ContentDisposition?: string;
  ContentEncoding?: string;
  ContentLanguage?: string;
  ContentType?: string;
}

export interface ObjectRow {
  /** Bytes of the content. */
  size: number;
  /** The MD5 of the content in hexadecimal, without the quotes that go around it on the wire. */
  etag: string;
  /** Milliseconds since the epoch, of a whole second: S3 keeps no finer. */
  modified: number;
  headers: StoredHeaders;
  /** The Expires header, in milliseconds since the epoch. */
  expires?: number;
  /** User metadata: names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  checksum: { name: ChecksumName; value: string };
  /** The blob that holds the content; absent where the content stands beside the row. */
  blob?: string;
}
