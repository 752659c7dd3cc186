import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../../errors.js';
import type { Call } from '../../operation.js';
import { invalidArgument } from '../errors.js';
import { checkTagSet } from '../tags.js';

const MOST_TAGS = 10;

/**
 * Checks the tags of an object. Texts as recorded on AWS; limits from AWS's documentation.
 *
 * @throws AwsError InvalidTag for a key or value that cannot be, BadRequest for too many.
 */
export function checkObjectTags(tags: readonly Tag[]): void {
  if (tags.length > MOST_TAGS) {
    throw new AwsError('BadRequest', 400, `Object tags cannot be greater than ${MOST_TAGS}`);
  }
  checkTagSet(tags, 'Your TagKey cannot be prefixed with aws:');
}

/**
 * Reads the header `x-amz-tagging`, which is written like the query of a URL.
 *
 * @throws AwsError InvalidArgument when a key is there twice (recorded on AWS); see also `checkObjectTags`.
 */
export function readTaggingHeader(header: string): Tag[] {
  const tags = [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value }));
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    const text =
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters " +
      'without tag name duplicates.';
    throw invalidArgument(text, 'x-amz-tagging', header);
  }
  checkObjectTags(tags);
  return tags;
}

/** The tags of an object as policies see them under `s3:ExistingObjectTag/<key>`. */
export function existingTags(
  { aws }: Call,
  { Bucket = '', Key = '' }: { Bucket: string | undefined; Key: string | undefined },
): Record<string, string> {
  return tagContext('s3:ExistingObjectTag', aws.s3.object(Bucket, Key)?.tags ?? []);
}

/** Tags as the condition keys of a request. */
export function tagContext(prefix: string, tags: readonly Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value = '' }) => [`${prefix}/${Key}`, Value]));
}
