import type { AwsError } from '../errors.js';
import { type Violation, validationText } from '../wire/constraints.js';
import { validationError } from './errors.js';
import { NAME, PATH, TAG_KEY } from './limits.js';

/**
 * What IAM says of forbidden characters in names and paths instead of quoting the pattern (public
 * transcripts).
 */
const CHARACTERS: Record<string, string> = {
  [rule(NAME)]: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  [rule(PATH)]: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
};

/**
 * How IAM words violated constraints: AWS's usual sentence, but without the values (recorded on AWS in 2026),
 * except for the characters of names and paths.
 */
export function invalid(violations: Violation[]): AwsError {
  const usual = violations.filter((violation) => !(violation.rule in CHARACTERS));
  const [first] = violations;
  if (usual.length > 0 || !first) {
    return validationError(validationText(asIamShows(usual)));
  }
  return validationError(`The specified value for ${first.path} is invalid. ${CHARACTERS[first.rule]}`);
}

/** What IAM says of any bad key in a list of keys: all that it wants of each, once (recorded on AWS). */
const TAG_KEYS: Violation = {
  path: 'tagKeys',
  rule:
    'Member must satisfy constraint: [' +
    [
      `Member must have length less than or equal to ${TAG_KEY.maxLength}`,
      `Member must have length greater than or equal to ${TAG_KEY.minLength}`,
      rule(TAG_KEY),
      'Member must not be null',
    ].join(', ') +
    ']',
};

function asIamShows(violations: Violation[]): Violation[] {
  const ofKeys = violations.filter(({ path }) => path.startsWith('tagKeys.'));
  const others = violations.filter((violation) => !ofKeys.includes(violation)).map(withoutValue);
  return ofKeys.length > 0 ? [...others, TAG_KEYS] : others;
}

function withoutValue({ path, value, rule }: Violation): Violation {
  return rule === 'Member must not be null' ? { path, value, rule } : { path, rule };
}

function rule({ pattern }: { pattern: string }): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}
