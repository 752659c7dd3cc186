/**
 * Prefixes of S3 objects and their expressions `!{namespace:value}` (AWS documentation, "Understand custom
 * prefixes for Amazon S3 objects"; error texts as measured on AWS in 2026 by the cdk-preflight project).
 */
import { randomInt } from 'node:crypto';
import { invalidArgument } from '../errors.js';
import type { ErrorOutputType, PartitionKeys } from '../processing/record.js';
import { compilePattern, formatPattern, PatternError } from './java-time.js';

export type PrefixMember = 'ErrorOutputPrefix' | 'Prefix';

type Namespace = 'firehose' | 'partitionKeyFromLambda' | 'partitionKeyFromQuery' | 'timestamp';

interface Expression {
  namespace: Namespace;
  value: string;
}

/** A prefix that has been read: texts that stand for themselves, and expressions between them. */
export interface Prefix {
  member: PrefixMember;
  parts: readonly (Expression | string)[];
}

/** When, and by which clocks. */
export interface PrefixTime {
  /** Milliseconds since 1970: the arrival of the oldest record in the object. */
  instant: number;
  /** An IANA time zone. */
  zone: string;
}

/** Appended where a prefix has no expression (observed on AWS: no slash is put before it). */
const DEFAULT_PATH = 'yyyy/MM/dd/HH/';
const LONGEST_EVALUATED = 512;
const EXPRESSION = /(!\{[^{}:]+:[^{}]+\})/;
const NAMESPACES: ReadonlySet<string> = new Set<Namespace>([
  'firehose',
  'partitionKeyFromLambda',
  'partitionKeyFromQuery',
  'timestamp',
]);
const ERROR_TYPE = '!{firehose:error-output-type}';
const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Reads the text of a prefix. None is the same as an empty one.
 *
 * @throws AwsError InvalidArgumentException for an expression that AWS does not know in this member.
 */
export function parsePrefix(text = '', member: PrefixMember): Prefix {
  // Splitting by a group keeps what it matched: every second piece is an expression.
  const parts = text.split(EXPRESSION).map((piece, i) => {
    if (i % 2 === 1) return parseExpression(piece, member);
    if (!piece.includes('!{')) return piece;
    throw constraint(`Invalid expression usage: ${text}.Must be of the form !{<namespace>:<value>}`);
  });
  return { member, parts: parts.filter((part) => part !== '') };
}

function parseExpression(source: string, member: PrefixMember): Expression {
  const colon = source.indexOf(':');
  const namespace = source.slice('!{'.length, colon);
  const value = source.slice(colon + 1, -'}'.length);
  if (!isNamespace(namespace)) {
    throw constraint(`Namespace to the left of colon (${namespace}) is an invalid keyword!`);
  }
  if (isPartitionKey(namespace) && member === 'ErrorOutputPrefix') {
    throw invalidArgument("Dynamic Partitioning Namespaces can't be part of an error prefix expression");
  }
  if (source === ERROR_TYPE && member === 'Prefix') {
    throw constraint(`Prefix must not contain any occurrence of ${ERROR_TYPE}`);
  }
  if (namespace === 'firehose' && source !== ERROR_TYPE && value !== 'random-string') {
    throw badConversion(member);
  }
  if (namespace === 'timestamp') refusedAs(member, () => compilePattern(value));
  return { namespace, value };
}

/**
 * Checks the two prefixes of a destination against each other, and their length as it would be now. Partition
 * keys count as nothing there, since their values come with the records (decided by us).
 *
 * @throws AwsError InvalidArgumentException when they break one of AWS's rules.
 */
export function checkPrefixes(
  prefix: Prefix,
  errorOutputPrefix: Prefix,
  { dynamicPartitioning, ...now }: PrefixTime & { dynamicPartitioning: boolean },
): void {
  if (hasExpression(prefix) && errorOutputPrefix.parts.length === 0) {
    throw constraint('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions');
  }
  if (hasExpression(errorOutputPrefix) && !expressionsOf(errorOutputPrefix).some(isErrorType)) {
    throw constraint(`ErrorOutputPrefix must contain at least one occurrence of ${ERROR_TYPE}`);
  }
  const hasPartitionKeys = expressionsOf(prefix).some(({ namespace }) => isPartitionKey(namespace));
  if (dynamicPartitioning && !hasPartitionKeys) {
    throw invalidArgument(
      'S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled',
    );
  }
  if (hasPartitionKeys && !dynamicPartitioning) {
    // Decided by us: AWS documents these namespaces only together with dynamic partitioning.
    throw invalidArgument('Dynamic Partitioning Namespaces need Dynamic Partitioning to be enabled');
  }
  checkLength(prefix, 'prefix', now);
  checkLength(errorOutputPrefix, 'ErrorOutputPrefix', now);
}

function checkLength(prefix: Prefix, name: string, now: PrefixTime): void {
  const evaluated = refusedAs(prefix.member, () =>
    evaluate(prefix, now, (expression) => (isErrorType(expression) ? 'processing-failed' : '')),
  );
  if (evaluated.length > LONGEST_EVALUATED) {
    throw constraint(`Length of evaluated ${name} cannot be greater than ${LONGEST_EVALUATED}`);
  }
}

/**
 * The prefix of an object. A prefix without an expression gets the date and hour appended, one with any
 * expression gets nothing (observed on AWS; its documentation asks for a timestamp expression).
 *
 * @throws PatternError for a pattern that cannot write this instant, such as `pd` on the 10th of a month.
 */
export function objectPrefix(
  prefix: Prefix,
  { partitionKeys = {}, ...time }: PrefixTime & { partitionKeys?: PartitionKeys },
): string {
  const evaluated = evaluate(prefix, time, ({ namespace, value }) => {
    const keys = namespace === 'partitionKeyFromLambda' ? partitionKeys.fromLambda : partitionKeys.fromQuery;
    const key = keys && Object.hasOwn(keys, value) ? keys[value] : undefined;
    if (key === undefined) throw new Error(`the records have no key for !{${namespace}:${value}}`);
    return key;
  });
  return hasExpression(prefix) ? evaluated : evaluated + formatPattern(DEFAULT_PATH, time.instant, time.zone);
}

/**
 * The prefix of an object with records that failed. Without an ErrorOutputPrefix it is the Prefix followed by
 * the type of the error, date and hour (AWS documentation). Decided by us: an ErrorOutputPrefix that does
 * not say where the type goes, or the time, has them appended, too.
 *
 * @throws PatternError as objectPrefix.
 */
export function errorPrefix(
  errorOutputPrefix: Prefix,
  prefix: Prefix,
  { errorOutputType, ...time }: PrefixTime & { errorOutputType: ErrorOutputType },
): string {
  const base = errorOutputPrefix.parts.length > 0 ? errorOutputPrefix : prefix;
  const start = evaluate(base, time, () => errorOutputType);
  const date = formatPattern(DEFAULT_PATH, time.instant, time.zone);
  if (!hasExpression(base)) return `${start}${errorOutputType}/${date}`;
  return expressionsOf(base).some(({ namespace }) => namespace === 'timestamp') ? start : start + date;
}

/** The partition keys that a prefix asks for, each once. */
export function partitionKeysOf(prefix: Prefix): { fromQuery: string[]; fromLambda: string[] } {
  const keys = (namespace: Namespace) => [
    ...new Set(
      expressionsOf(prefix)
        .filter((expression) => expression.namespace === namespace)
        .map(({ value }) => value),
    ),
  ];
  return { fromQuery: keys('partitionKeyFromQuery'), fromLambda: keys('partitionKeyFromLambda') };
}

/** Evaluates all parts; `other` gives the value of what neither the time nor chance decides. */
function evaluate(prefix: Prefix, { instant, zone }: PrefixTime, other: (e: Expression) => string): string {
  return prefix.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.namespace === 'timestamp') return formatPattern(part.value, instant, zone);
      return part.value === 'random-string' && part.namespace === 'firehose' ? randomString() : other(part);
    })
    .join('');
}

/** 11 alphanumerics, others at each use (observed on AWS). */
function randomString(): string {
  return Array.from({ length: 11 }, () => ALPHANUMERICS[randomInt(ALPHANUMERICS.length)]).join('');
}

function expressionsOf(prefix: Prefix): Expression[] {
  return prefix.parts.filter((part) => typeof part !== 'string');
}

function hasExpression(prefix: Prefix): boolean {
  return expressionsOf(prefix).length > 0;
}

function isErrorType({ namespace, value }: Expression): boolean {
  return `!{${namespace}:${value}}` === ERROR_TYPE;
}

function isNamespace(name: string): name is Namespace {
  return NAMESPACES.has(name);
}

function isPartitionKey(namespace: Namespace): boolean {
  return namespace === 'partitionKeyFromLambda' || namespace === 'partitionKeyFromQuery';
}

/** Answers a pattern that Java refuses as AWS does. */
function refusedAs<T>(member: PrefixMember, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof PatternError ? badConversion(member, error) : error;
  }
}

function badConversion(member: PrefixMember, cause?: unknown) {
  return constraint(`Invalid conversion character used in the value of the expression in ${member}`, cause);
}

/** The envelope of prefix errors; in 2020 AWS misspelt its first word (quoted in a public pull request). */
function constraint(text: string, cause?: unknown) {
  return invalidArgument(`The supplied prefix(es) do not satisfy the following constraint: ${text}`, cause);
}
