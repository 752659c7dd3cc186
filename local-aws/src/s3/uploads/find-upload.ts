import type { Call } from '../../operation.js';
import { ownBucket } from '../access.js';
import { noSuchUpload } from './errors.js';
import type { UploadRow } from './rows.js';

interface UploadInput {
  Bucket: string | undefined;
  ExpectedBucketOwner?: string | undefined;
  Key: string | undefined;
  UploadId: string | undefined;
}

export interface FoundUpload {
  id: string;
  bucket: string;
  key: string;
  row: UploadRow;
}

/** @throws AwsError NoSuchUpload, also for an upload of another key; NoSuchBucket, AccessDenied. */
export function findUpload(call: Call, input: UploadInput): FoundUpload {
  const { name: bucket } = ownBucket(call, input);
  const { Key: key = '', UploadId: id = '' } = input;
  const row = call.aws.s3.uploads.get(id);
  if (row?.bucket !== bucket || row.key !== key) throw noSuchUpload(id);
  return { id, bucket, key, row };
}
