import type { Tag } from '@aws-sdk/client-iam';
import { invalidInput, limitExceeded } from './errors.js';
import type { TagRow } from './rows.js';

const MOST_TAGS = 50;

/**
 * Adds tags, replacing those of the same key: keys differ only if they differ without case (AWS
 * documentation).
 *
 * @throws AwsError InvalidInput for a key that comes twice or is AWS's own, LimitExceeded for more than 50
 * tags.
 */
export function withTags(existing: readonly TagRow[], added: readonly Tag[] = []): TagRow[] {
  const tags = new Map(existing.map((tag) => [tag.Key.toLowerCase(), tag]));
  const keys = added.map(({ Key = '' }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (keys.some((key) => key.startsWith('aws:'))) {
    throw invalidInput('Tag keys that begin with aws: are reserved for system use.');
  }
  for (const { Key = '', Value = '' } of added) tags.set(Key.toLowerCase(), { Key, Value });
  if (tags.size > MOST_TAGS) {
    throw limitExceeded(`The number of tags has reached the maximum limit of ${MOST_TAGS}.`);
  }
  return [...tags.values()];
}

export function withoutTags(existing: readonly TagRow[], keys: readonly string[] = []): TagRow[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return existing.filter(({ Key }) => !gone.has(Key.toLowerCase()));
}

/** The condition keys of tags that a call brings along. */
export function requestTagContext(tags: readonly Tag[] = []): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const { Key = '', Value = '' } of tags) context[`aws:RequestTag/${Key}`] = Value;
  if (tags.length > 0) context['aws:TagKeys'] = tags.map(({ Key = '' }) => Key);
  return context;
}

/** The condition keys of tags that a role or policy has. */
export function resourceTagContext(tags: readonly TagRow[] = []): Record<string, string> {
  const context: Record<string, string> = {};
  for (const { Key, Value } of tags) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`iam:ResourceTag/${Key}`] = Value;
  }
  return context;
}
