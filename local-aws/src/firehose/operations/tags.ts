import type { Tag } from '@aws-sdk/client-firehose';
import { limitExceeded } from '../errors.js';

const MOST_TAGS = 50;

/**
 * Adds tags; those of a key that is there replace it (AWS's API model), as does the later of two in one call
 * (decided by us).
 *
 * @throws AwsError LimitExceededException for more than 50 tags (AWS's API model; the text is decided by us)
 */
export function withTags(existing: readonly Tag[], added: readonly Tag[] = []): Tag[] {
  const tags = new Map([...existing, ...added].map((tag) => [tag.Key, tag]));
  if (tags.size > MOST_TAGS) {
    throw limitExceeded(
      `A Firehose can have at most ${MOST_TAGS} tags, and this call would make ${tags.size}.`,
    );
  }
  return [...tags.values()];
}

/**
 * The condition keys that tags in a call bring along (AWS's service authorization reference). They are wanted
 * before the input is validated: an entry may be null.
 */
export function tagContext(tags: readonly (Tag | null)[] = []): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = tagKeyContext(tags.map((tag) => tag?.Key));
  for (const tag of tags) if (tag?.Key) context[`aws:RequestTag/${tag.Key}`] = tag.Value ?? '';
  return context;
}

/** The condition key of the keys of tags; of those that are there. */
export function tagKeyContext(keys: readonly (string | null | undefined)[] = []): Record<string, string[]> {
  const given = keys.filter((key) => typeof key === 'string');
  return given.length > 0 ? { 'aws:TagKeys': given } : {};
}
