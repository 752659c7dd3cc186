import type { PutObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Need } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { tagContext } from './object-tags.js';

type WriteInput = Pick<
  PutObjectRequest,
  'ACL' | 'Bucket' | 'IfMatch' | 'IfNoneMatch' | 'Key' | 'ServerSideEncryption' | 'StorageClass' | 'Tagging'
>;

/**
 * What a caller must be allowed to do to write an object: s3:PutObject, and s3:PutObjectTagging if it comes
 * with tags.
 *
 * @param context Further condition keys.
 */
export function writeNeeds(
  call: Call,
  input: WriteInput,
  context: Record<string, string | undefined> = {},
): Need[] {
  const requested = [...new URLSearchParams(input.Tagging ?? '')].map(([Key, Value]) => ({ Key, Value }));
  const tags = tagContext('s3:RequestObjectTag', requested);
  const needs = objectNeeds(call, 's3:PutObject', input, {
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:x-amz-acl': input.ACL,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-storage-class': input.StorageClass,
    ...tags,
    ...context,
  });
  return input.Tagging ? [...needs, ...objectNeeds(call, 's3:PutObjectTagging', input, tags)] : needs;
}
