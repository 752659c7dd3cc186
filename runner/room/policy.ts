/** What every participant may do in an account that a room shares: the learner's policy, for his own names alone. */
import { parseConfig } from '../../helpers/config.js';
import { lessonNames, type Place, policyOver } from '../policy-document.js';

/** IAM puts the caller's name there (IAM User Guide, "IAM policy elements: variables and tags"). */
const WHOEVER_CALLS = '$' + '{aws:username}';

/**
 * One policy for all: it holds for the names of the lesson, its detours and its exercises that end in the name of
 * the user who calls. No name has a wildcard: in the ARN of an object it would reach into other buckets.
 */
export function roomPolicy(place: Place): object {
  const config = parseConfig('');
  const own = { ...config, aws: { ...config.aws, participant: WHOEVER_CALLS } };
  return policyOver(place, lessonNames(place, own));
}
