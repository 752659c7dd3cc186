import type {
  CommonPrefix,
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  MultipartUpload,
} from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { invalidArgument } from '../errors.js';
import { rollUp } from '../listing/list-page.js';
import { checkEncodingType, checkPageSize } from '../listing/listing.js';
import { compareKeys } from '../listing/sorted-keys.js';
import { urlEncoded } from '../listing/url-encoding.js';
import { ownerOf } from '../owner.js';
import type { UploadRow } from './rows.js';

/** Largest page, and the one of a call that names none (AWS documentation). */
const MOST_UPLOADS = 1000;

type Entry = [id: string, row: UploadRow];

/**
 * Lists the uploads to a bucket that are under way, in the order of their keys and those of one key in the order
 * of their creation. Recorded on AWS: the markers for the next page are those of the last upload on this one, on
 * the last page too, and empty where there are only common prefixes on it.
 */
export const listMultipartUploads: Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:ListBucketMultipartUploads', input),

  run(input, call) {
    const { name: bucket, row: owned } = ownBucket(call, input);
    const { Delimiter = '', EncodingType, KeyMarker = '', MaxUploads = MOST_UPLOADS, Prefix = '' } = input;
    checkEncodingType(EncodingType);
    checkPageSize(MaxUploads, 'max-uploads');
    // Without a key marker the other one is ignored (recorded on AWS).
    const uploadIdMarker = KeyMarker === '' ? '' : (input.UploadIdMarker ?? '');
    const max = Math.min(MaxUploads, MOST_UPLOADS);
    const encode = EncodingType === 'url' ? urlEncoded : (key: string) => key;
    const entries = after(call.aws.s3.uploads.of(bucket), KeyMarker, uploadIdMarker);
    const page = pageOf(entries, Prefix, Delimiter, KeyMarker, max);
    const last = page.uploads.at(-1);
    return {
      Bucket: bucket,
      KeyMarker: encode(KeyMarker),
      UploadIdMarker: uploadIdMarker,
      NextKeyMarker: encode(last?.[1].key ?? ''),
      NextUploadIdMarker: last?.[0] ?? '',
      Prefix: Prefix === '' ? undefined : encode(Prefix),
      Delimiter: Delimiter === '' ? undefined : encode(Delimiter),
      EncodingType,
      MaxUploads: max,
      IsTruncated: page.isTruncated,
      Uploads: page.uploads.map(([id, row]) => describe(id, row, encode, owned.owner)),
      CommonPrefixes: page.prefixes.map((group): CommonPrefix => ({ Prefix: encode(group) })),
    };
  },
};

/** @throws AwsError InvalidArgument when the id is not of an upload of that key (recorded on AWS). */
function after(entries: Entry[], keyMarker: string, uploadIdMarker: string): Entry[] {
  if (uploadIdMarker === '') return entries.filter(([, { key }]) => compareKeys(key, keyMarker) > 0);
  const at = entries.findIndex(([id, { key }]) => id === uploadIdMarker && key === keyMarker);
  if (at < 0) throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', uploadIdMarker);
  return entries.slice(at + 1);
}

function pageOf(entries: Entry[], prefix: string, delimiter: string, keyMarker: string, max: number) {
  const page = { uploads: [] as Entry[], prefixes: [] as string[], isTruncated: false };
  const done = keyMarker.startsWith(prefix) ? rollUp(keyMarker, prefix, delimiter) : undefined;
  for (const entry of entries) {
    const { key } = entry[1];
    if (!key.startsWith(prefix)) continue;
    const group = rollUp(key, prefix, delimiter);
    if (group !== undefined && (group === done || group === page.prefixes.at(-1))) continue;
    if (page.uploads.length + page.prefixes.length === max) {
      page.isTruncated = max > 0;
      break;
    }
    if (group === undefined) page.uploads.push(entry);
    else page.prefixes.push(group);
  }
  return page;
}

function describe(
  id: string,
  row: UploadRow,
  encode: (key: string) => string,
  owner: string,
): MultipartUpload {
  return {
    UploadId: id,
    Key: encode(row.key),
    Initiated: new Date(row.initiated),
    StorageClass: row.attributes.storageClass ?? 'STANDARD',
    Owner: ownerOf(owner),
    Initiator: { ID: row.initiator },
    ChecksumAlgorithm: row.checksum?.name,
    ChecksumType: row.checksum?.type,
  };
}
