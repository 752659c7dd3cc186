import type { Tag } from '@aws-sdk/client-sts';
import type { SessionTag } from '../operation.js';
import { invalidParameterValue } from './errors.js';

/** The tags that a session passes on to the sessions that it starts. */
export function inheritedTags(tags: readonly SessionTag[] = []): SessionTag[] {
  return tags.filter(({ transitive }) => transitive);
}

/**
 * The tags of a new session: those it inherits, and those that are passed. Keys differ only if they differ
 * without case (recorded on AWS, as are the first three texts; the last one is decided by us).
 *
 * @throws AwsError InvalidParameterValue for a key that comes twice, is inherited, or is AWS's own, and for a
 *   transitive key that is no tag.
 */
export function sessionTags(
  inherited: readonly SessionTag[],
  passed: readonly Tag[] = [],
  transitiveKeys: readonly string[] = [],
): SessionTag[] {
  const keys = new Set(passed.map(({ Key = '' }) => Key.toLowerCase()));
  if (keys.size < passed.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (inherited.some(({ Key }) => keys.has(Key.toLowerCase()))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key " +
        'from the calling session.',
    );
  }
  const transitive = new Set(transitiveKeys.map((key) => key.toLowerCase()));
  if ([...transitive].some((key) => !keys.has(key))) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.');
  }
  if ([...keys].some((key) => key.startsWith('aws:'))) {
    throw invalidParameterValue('Tag keys that begin with aws: are reserved for system use.');
  }
  const added = passed.map(
    ({ Key = '', Value = '' }): SessionTag =>
      transitive.has(Key.toLowerCase()) ? { Key, Value, transitive: true } : { Key, Value },
  );
  return [...inherited, ...added];
}
