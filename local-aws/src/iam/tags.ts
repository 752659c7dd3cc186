import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, limitExceeded } from './errors.js';
import type { TagRow } from './rows.js';

const MOST_TAGS = 50;

/** When two keys are the same, and what AWS says of a key that comes twice (recorded on AWS). */
interface KeyRule {
  same(key: string): string;
  twice: string;
}

/** The keys of users' and roles' tags. */
const IGNORING_CASE: KeyRule = {
  same: (key) => key.toLowerCase(),
  twice: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
};

/** The keys of managed policies' tags. */
export const EXACT_KEYS: KeyRule = { same: (key) => key, twice: 'Duplicate tag keys found.' };

/**
 * Adds tags, replacing those of the same key.
 *
 * @throws AwsError InvalidInput for a key that comes twice or is AWS's own, LimitExceeded for more than 50
 * tags.
 */
export function withTags(
  existing: readonly TagRow[],
  added: readonly Tag[] = [],
  { same, twice }: KeyRule = IGNORING_CASE,
): TagRow[] {
  const tags = new Map(existing.map((tag) => [same(tag.Key), tag]));
  const keys = added.map(({ Key = '' }) => same(Key));
  if (new Set(keys).size < keys.length) throw invalidInput(twice);
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw invalidInput('Tag keys that begin with aws: are reserved for system use.');
  }
  for (const { Key = '', Value = '' } of added) tags.set(same(Key), { Key, Value });
  if (tags.size > MOST_TAGS) {
    throw limitExceeded(`The number of tags has reached the maximum limit of ${MOST_TAGS}.`);
  }
  return [...tags.values()];
}

/** The tags without those of some keys; a key that is not there is no error. */
export function withoutTags(
  existing: readonly TagRow[],
  keys: readonly string[] = [],
  { same }: KeyRule = IGNORING_CASE,
): TagRow[] {
  const gone = new Set(keys.map(same));
  return existing.filter(({ Key }) => !gone.has(same(Key)));
}

/** The condition keys of tags that a call brings along. */
export function requestTagContext(tags: readonly Tag[] = []): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const { Key = '', Value = '' } of tags) context[`aws:RequestTag/${Key}`] = Value;
  if (tags.length > 0) context['aws:TagKeys'] = tags.map(({ Key = '' }) => Key);
  return context;
}

/** The condition keys of the tags that an entity has. */
export function resourceTagContext(tags: readonly TagRow[] = []): Record<string, string> {
  const context: Record<string, string> = {};
  for (const { Key, Value } of tags) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`iam:ResourceTag/${Key}`] = Value;
  }
  return context;
}
