import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../errors.js';
import { invalidTag } from './errors.js';

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/**
 * Checks the tags of a bucket. Texts as recorded on AWS; limits from AWS's documentation.
 *
 * @throws AwsError InvalidTag for a key or value that cannot be, BadRequest for too many.
 */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > MOST_TAGS) {
    throw new AwsError('BadRequest', 400, `Bucket tag count cannot be greater than ${MOST_TAGS}`);
  }
  checkTagSet(tags, 'System tags cannot be added/updated by requester');
}

/**
 * Checks what the tags of buckets and of objects have in common.
 *
 * @param systemTag What to say to a key of AWS's own.
 * @throws AwsError InvalidTag
 */
export function checkTagSet(tags: readonly Tag[], systemTag: string): void {
  const seen = new Set<string>();
  for (const { Key: key = '', Value: value = '' } of tags) {
    if (seen.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: key });
    seen.add(key);
    if (key.startsWith('aws:')) throw invalidTag(systemTag, { TagKey: key });
    if (!isTagKey(key)) throw invalidTag('The TagKey you have provided is invalid', { TagKey: key });
    if (!isTagValue(value)) {
      throw invalidTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
    }
  }
}

/** Letters, digits, spaces and a few signs, in any script (AWS documentation). */
function isAllowed(text: string): boolean {
  return /^[\p{L}\p{N}\p{M}\p{Z}\s_.:/=+\-@]*$/u.test(text);
}

function isTagKey(key: string): boolean {
  return key !== '' && [...key].length <= LONGEST_KEY && isAllowed(key);
}

function isTagValue(value: string): boolean {
  return [...value].length <= LONGEST_VALUE && isAllowed(value);
}
