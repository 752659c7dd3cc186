import type { AwsError } from '../errors.js';
import { type Violation, validationText } from '../wire/constraints.js';
import { validationError } from './errors.js';
import { NAME, PATH } from './limits.js';

/**
 * What IAM says of forbidden characters in names and paths instead of quoting the pattern (public
 * transcripts).
 */
const CHARACTERS: Record<string, string> = {
  [rule(NAME)]: 'It must contain only alphanumeric characters and/or the following: +=,.@_-',
  [rule(PATH)]: 'It must begin and end with / and contain only alphanumeric characters and/or / characters.',
};

/** How IAM words violated constraints: AWS's usual sentence, except for the characters of names and paths. */
export function invalid(violations: Violation[]): AwsError {
  const usual = violations.filter((violation) => !(violation.rule in CHARACTERS));
  const [first] = violations;
  if (usual.length > 0 || !first) return validationError(validationText(usual));
  return validationError(`The specified value for ${first.path} is invalid. ${CHARACTERS[first.rule]}`);
}

function rule({ pattern }: { pattern: string }): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}
