/** What every participant may do in an account that a room shares: the learner's policy, for his own names alone. */
import { parseConfig } from '../../helpers/config.js';
import { namesFor } from '../../helpers/detour.js';
import { nameResources } from '../../helpers/names.js';
import { learnerPolicy, type Place, type PolicyDocument } from '../policy-document.js';

/** IAM puts the caller's name there (IAM User Guide, "IAM policy elements: variables and tags"). */
const WHOEVER_CALLS = '$' + '{aws:username}';

/**
 * One policy for all: it holds for the names of the lesson, its detours and its exercises that end in the name of
 * the user who calls. No name has a wildcard: in the ARN of an object it would reach into other buckets.
 */
export function roomPolicy(place: Place): object {
  const config = parseConfig('');
  const own = { ...config, aws: { ...config.aws, participant: WHOEVER_CALLS } };
  const where = { ...place, arn: `arn:${place.partition}:` };
  const all = [nameResources(own, where), namesFor('detour', own, where), namesFor('exercise', own, where)];
  const { Version, Statement } = together(all.map((names) => learnerPolicy(place, names))) as PolicyDocument;
  return { Version, Statement: [...Statement, seeThatThereIsNone(place)] };
}

/** Step 2 asks for a bucket that is not there. Who may not list it is told 403 instead of 404. */
function seeThatThereIsNone({ partition }: Place): object {
  return {
    Sid: 'SeeThatABucketIsNotThere',
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: `arn:${partition}:s3:::firehose-tutorial-none-*`,
  };
}

/** Documents that differ in single texts as one, which has a list of these texts in their place. */
function together(documents: unknown[]): unknown {
  const [first] = documents;
  const different = new Set(documents.map((document) => JSON.stringify(document)));
  if (different.size === 1) return first;
  if (typeof first !== 'object' || first === null) return documents;
  const merged = Object.keys(first).map((key) => [
    key,
    together(documents.map((document) => (document as Record<string, unknown>)[key])),
  ]);
  return Array.isArray(first) ? merged.map(([, value]) => value) : Object.fromEntries(merged);
}
