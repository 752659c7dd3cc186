/** What ListObjects and ListObjectsV2 share. */
import type { _Object, ListObjectsRequest, ListObjectsV2Output } from '@aws-sdk/client-s3';
import type { Call, Need } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { invalidArgument } from '../errors.js';
import { ownerOf } from '../owner.js';
import type { ObjectRow } from '../rows.js';
import { listPage } from './list-page.js';
import type { Entry } from './sorted-keys.js';
import { urlEncoded } from './url-encoding.js';

/** Largest page, and the one of a call that names none (AWS documentation). */
const MOST_KEYS = 1000;

type ListingInput = Pick<
  ListObjectsRequest,
  'Bucket' | 'Delimiter' | 'EncodingType' | 'ExpectedBucketOwner' | 'MaxKeys' | 'Prefix'
>;

export interface Listing {
  /** The members that both answers have. */
  common: Pick<
    ListObjectsV2Output,
    | 'CommonPrefixes'
    | 'Contents'
    | 'Delimiter'
    | 'EncodingType'
    | 'IsTruncated'
    | 'MaxKeys'
    | 'Name'
    | 'Prefix'
  >;
  /** Keys and common prefixes together. */
  count: number;
  /** What to list after for the next page; undefined when this is the last. */
  next: string | undefined;
  /** Writes a key as this listing writes keys. */
  encode(key: string): string;
}

export function listingNeeds(call: Call, input: ListingInput, action = 's3:ListBucket'): Need[] {
  return bucketNeeds(call, action, input, {
    's3:prefix': input.Prefix,
    's3:delimiter': input.Delimiter,
    's3:max-keys': input.MaxKeys?.toString(),
  });
}

/**
 * Lists what comes after a key.
 *
 * @throws AwsError NoSuchBucket, AccessDenied, InvalidArgument.
 */
export function list(
  call: Call,
  input: ListingInput,
  after: string | undefined,
  withOwner: boolean,
): Listing {
  const { s3 } = call.aws;
  const { name: bucket, row } = ownBucket(call, input);
  const { Delimiter: delimiter = '', EncodingType, MaxKeys = MOST_KEYS, Prefix: prefix = '' } = input;
  checkEncodingType(EncodingType);
  checkPageSize(MaxKeys, 'max-keys', 'maxKeys');
  const max = Math.min(MaxKeys, MOST_KEYS);
  const encode = EncodingType === 'url' ? urlEncoded : (key: string) => key;
  const page = listPage(s3.keys(bucket), { prefix, delimiter, after, max });
  const owner = withOwner ? ownerOf(row.owner) : undefined;
  const dateOf = sharedDates();
  const describe = ({ key, row }: Entry<ObjectRow>): _Object => ({
    Key: encode(key),
    LastModified: dateOf(row.modified),
    ETag: `"${row.etag}"`,
    ChecksumAlgorithm: [row.checksum.name],
    ChecksumType: row.checksum.type ?? 'FULL_OBJECT',
    Size: row.size,
    StorageClass: row.storageClass ?? 'STANDARD',
    Owner: owner,
  });
  return {
    common: {
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType,
      MaxKeys: max,
      IsTruncated: page.next !== undefined,
      Contents: page.entries.map(describe),
      CommonPrefixes: page.prefixes.map((group) => ({ Prefix: encode(group) })),
    },
    count: page.entries.length + page.prefixes.length,
    next: page.next,
    encode,
  };
}

/** @throws AwsError InvalidArgument (recorded on AWS) */
export function checkEncodingType(type: string | undefined): void {
  if (type === undefined || type === 'url') return;
  throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
}

/**
 * Checks a number that limits a page, or says where one begins (texts of public transcripts).
 *
 * @param argument As the answer names the parameter where it is negative.
 * @throws AwsError InvalidArgument
 */
export function checkPageSize(given: number | string, parameter: string, argument = parameter): void {
  const size = Number(given);
  if (!Number.isInteger(size) || size < -(2 ** 31) || size >= 2 ** 31) {
    const text = `Provided ${parameter} not an integer or within integer range`;
    throw invalidArgument(text, parameter, given);
  }
  if (size >= 0) return;
  throw invalidArgument(`Argument ${argument} must be an integer between 0 and 2147483647`, argument, given);
}

/** Makes dates: objects written one after the other mostly are of one second, and have one date. */
function sharedDates(): (time: number) => Date {
  let last = new Date(Number.NaN);
  return (time) => {
    if (last.getTime() !== time) last = new Date(time);
    return last;
  };
}
