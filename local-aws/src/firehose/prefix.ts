/**
 * Prefixes of S3 objects and their expressions `!{namespace:value}` (AWS documentation, "Understand custom
 * prefixes for Amazon S3 objects"; error texts as measured on AWS by the cdk-preflight project).
 */
import { randomUUID } from 'node:crypto';
import { notInLocalAws } from '../errors.js';
import { invalidArgument } from './errors.js';

/** Appended where a prefix has no expression (observed on AWS: no slash is put before it). */
const DEFAULT_PATH = 'yyyy/MM/dd/HH/';
const LONGEST_EVALUATED = 512;
const EXPRESSION = /!\{([^{}:]*):([^{}]*)\}/g;
const ERROR_TYPE = '!{firehose:error-output-type}';

const FIELDS: Record<string, (instant: Date) => number> = {
  y: (instant) => instant.getUTCFullYear(),
  M: (instant) => instant.getUTCMonth() + 1,
  d: (instant) => instant.getUTCDate(),
  H: (instant) => instant.getUTCHours(),
  m: (instant) => instant.getUTCMinutes(),
  s: (instant) => instant.getUTCSeconds(),
};

/** Letters that java.time, by which AWS reads patterns, refuses when they stand alone. */
const REFUSED_LETTERS = new Set('CIJPRTUVbfijloprt');

/**
 * Writes an instant by a pattern of Java's DateTimeFormatter, in UTC.
 *
 * @throws AwsError for a letter that Java refuses, and, by name, for one that only this stand-in lacks.
 */
export function formatInstant(pattern: string, instant: Date, member = 'Prefix'): string {
  return pattern.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/g,
    (token, literal: string | undefined) => {
      if (literal !== undefined) return literal === '' ? "'" : literal.replaceAll("''", "'");
      const letter = token.charAt(0);
      if (!/[A-Za-z]/.test(letter)) return token;
      if (REFUSED_LETTERS.has(letter))
        throw constraint(`Invalid conversion character used in the value of the expression in ${member}`);
      const field = FIELDS[letter];
      if (!field || token.length > 4 || (letter === 'M' && token.length > 2)) {
        throw notInLocalAws('firehose', `the timestamp pattern ${token} in a prefix`);
      }
      const digits = String(field(instant));
      return letter === 'y' && token.length === 2 ? digits.slice(-2) : digits.padStart(token.length, '0');
    },
  );
}

function hasExpression(prefix: string): boolean {
  return prefix.includes('!{');
}

/** Evaluates a prefix for an object whose oldest record arrived at `instant`. */
export function evaluatePrefix(prefix: string, instant: Date): string {
  if (!hasExpression(prefix)) return prefix + formatInstant(DEFAULT_PATH, instant);
  return prefix.replace(EXPRESSION, (_, namespace: string, value: string) =>
    namespace === 'timestamp' ? formatInstant(value, instant) : randomUUID().slice(0, 11),
  );
}

/** The envelope of all prefix errors, misspelt by AWS itself (quoted in a public pull request). */
function constraint(text: string) {
  return invalidArgument(`Ths supplied prefix(es) do not satisfy the following constraint: ${text}`);
}

/** @throws AwsError InvalidArgumentException when a pair of prefixes breaks one of AWS's rules. */
export function checkPrefixes(prefix = '', errorPrefix = ''): void {
  if (prefix.includes(ERROR_TYPE)) {
    throw constraint(`Prefix must not contain any occurrence of ${ERROR_TYPE}`);
  }
  checkExpressions(prefix, 'Prefix');
  checkExpressions(errorPrefix, 'ErrorOutputPrefix');
  if (hasExpression(prefix) && errorPrefix === '') {
    throw constraint('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions');
  }
  if (hasExpression(errorPrefix) && !errorPrefix.includes(ERROR_TYPE)) {
    throw constraint(`ErrorOutputPrefix must contain at least one occurrence of ${ERROR_TYPE}`);
  }
}

function checkExpressions(prefix: string, member: 'ErrorOutputPrefix' | 'Prefix'): void {
  if (hasExpression(prefix.replace(EXPRESSION, ''))) throw constraint('Invalid expression usage');
  const evaluated = prefix.replace(EXPRESSION, (_, namespace: string, value: string) => {
    if (namespace === 'timestamp') return formatInstant(value, new Date(), member);
    if (namespace.startsWith('partitionKeyFrom')) throw notInLocalAws('firehose', 'dynamic partitioning');
    if (namespace !== 'firehose') {
      throw constraint(`Namespace to the left of colon (${namespace}) is an invalid keyword!`);
    }
    if (value === 'random-string') return randomUUID().slice(0, 11);
    if (value === 'error-output-type' && member === 'ErrorOutputPrefix') return 'processing-failed';
    throw constraint(`Invalid conversion character used in the value of the expression in ${member}`);
  });
  if (evaluated.length > LONGEST_EVALUATED) {
    const what = member === 'Prefix' ? 'prefix' : member;
    throw constraint(`Length of evaluated ${what} cannot be greater than ${LONGEST_EVALUATED}`);
  }
}
