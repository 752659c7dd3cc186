/** What DeleteObject and DeleteObjects share. */
import type { DeleteObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Need } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { invalidArgument } from '../errors.js';
import { objectAction } from './versions.js';

/** A deletion that depends on the object needs the right to read it as well (AWS documentation). */
export function deleteNeeds(
  call: Call,
  input: Pick<DeleteObjectRequest, 'Bucket' | 'ExpectedBucketOwner' | 'IfMatch' | 'Key' | 'VersionId'>,
): Need[] {
  const { IfMatch, VersionId } = input;
  const needs = objectNeeds(call, objectAction('s3:DeleteObject', VersionId), input, {
    's3:if-match': IfMatch,
  });
  return IfMatch === undefined ? needs : [...needs, ...objectNeeds(call, 's3:GetObject', input)];
}

/** @throws AwsError InvalidArgument whatever the value, as no bucket here has Object Lock (recorded on AWS). */
export function checkBypass(bypass: boolean | undefined): void {
  if (bypass === undefined) return;
  const header = 'x-amz-bypass-governance-retention';
  throw invalidArgument(`${header} is only applicable to Object Lock enabled buckets.`, header);
}
