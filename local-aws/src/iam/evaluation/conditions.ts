/** The condition operators of IAM (AWS documentation: "IAM JSON policy elements: Condition operators"). */
import { BlockList, isIP } from 'node:net';
import { compileArn, compilePattern, type Variables } from './match.js';

/** The condition keys of a request, by lower-case name. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** One key of a condition block, ready to be tested. */
export interface Condition {
  /** As the document writes it: `StringEquals`. */
  operator: string;
  /** As the document writes it: `sts:ExternalId`. */
  key: string;
  values: readonly string[];
  test(context: Context, variables: Variables): boolean;
}

/** Tests one value of the request against one value of the policy. */
type Test = (given: string, variables: Variables) => boolean;

interface Operator {
  /** Prepares a value of the policy. `replace`: the document is of a version that has policy variables. */
  prepare(wanted: string, replace: boolean): Test;
  /** Whether the operator is the negation of the test, as StringNotEquals is. */
  negated?: true;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: text({ wildcards: false }),
  StringNotEquals: not(text({ wildcards: false })),
  StringEqualsIgnoreCase: text({ wildcards: false, ignoreCase: true }),
  StringNotEqualsIgnoreCase: not(text({ wildcards: false, ignoreCase: true })),
  StringLike: text({ wildcards: true }),
  StringNotLike: not(text({ wildcards: true })),
  NumericEquals: compared(number, (given, wanted) => given === wanted),
  NumericNotEquals: not(compared(number, (given, wanted) => given === wanted)),
  NumericLessThan: compared(number, (given, wanted) => given < wanted),
  NumericLessThanEquals: compared(number, (given, wanted) => given <= wanted),
  NumericGreaterThan: compared(number, (given, wanted) => given > wanted),
  NumericGreaterThanEquals: compared(number, (given, wanted) => given >= wanted),
  DateEquals: compared(date, (given, wanted) => given === wanted),
  DateNotEquals: not(compared(date, (given, wanted) => given === wanted)),
  DateLessThan: compared(date, (given, wanted) => given < wanted),
  DateLessThanEquals: compared(date, (given, wanted) => given <= wanted),
  DateGreaterThan: compared(date, (given, wanted) => given > wanted),
  DateGreaterThanEquals: compared(date, (given, wanted) => given >= wanted),
  Bool: { prepare: (wanted) => (given) => given.toLowerCase() === wanted.toLowerCase() },
  BinaryEquals: { prepare: (wanted) => (given) => bytes(given).equals(bytes(wanted)) },
  IpAddress: { prepare: addressRange },
  NotIpAddress: not({ prepare: addressRange }),
  ArnEquals: { prepare: arn },
  ArnLike: { prepare: arn },
  ArnNotEquals: not({ prepare: arn }),
  ArnNotLike: not({ prepare: arn }),
};

const FORM = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Whether a document may use this operator, prefix and suffix included. */
export function isConditionOperator(name: string): boolean {
  const [, set, base = '', ifExists] = FORM.exec(name) ?? [];
  if (base === 'Null') return set === undefined && ifExists === undefined;
  return Object.hasOwn(OPERATORS, base);
}

/** Whether the operator compares dates. */
export function isDateOperator(name: string): boolean {
  return FORM.exec(name)?.[2]?.startsWith('Date') === true;
}

/**
 * Prepares one key of a condition block.
 *
 * @throws TypeError when there is no such operator.
 */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
  replace: boolean,
): Condition {
  if (!isConditionOperator(operator)) throw new TypeError(`IAM has no condition operator ${operator}`);
  const [, set, base = '', ifExists] = FORM.exec(operator) ?? [];
  const name = key.toLowerCase();
  if (base === 'Null') {
    const absent = values.some((value) => value.toLowerCase() === 'true');
    return { operator, key, values, test: (context) => !context.get(name)?.length === absent };
  }
  const { prepare, negated } = OPERATORS[base] as Operator;
  const tests = values.map((value) => prepare(value, replace));
  const test = (context: Context, variables: Variables): boolean => {
    const given = context.get(name);
    if (!given?.length) {
      if (ifExists || set === 'ForAllValues') return true;
      return set === undefined && negated === true;
    }
    // the policy's values are alternatives; a negated operator wants none of them
    const fits = (value: string) => tests.some((matches) => matches(value, variables)) !== (negated === true);
    const all = set === 'ForAllValues' || (set === undefined && negated === true);
    return all ? given.every(fits) : given.some(fits);
  };
  return { operator, key, values, test };
}

function not(operator: Operator): Operator {
  return { ...operator, negated: true };
}

function text(rules: { wildcards: boolean; ignoreCase?: boolean }): Operator {
  return { prepare: (wanted, replace) => compilePattern(wanted, { ...rules, variables: replace }) };
}

function arn(wanted: string, replace: boolean): Test {
  return compileArn(wanted, { wildcards: true, variables: replace });
}

/** An operator on values that are read first; what cannot be read (NaN) fits nothing. */
function compared(
  read: (text: string) => number,
  compare: (given: number, wanted: number) => boolean,
): Operator {
  return {
    prepare(wantedText) {
      const wanted = read(wantedText);
      return (given) => compare(read(given), wanted);
    },
  };
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

const ISO_8601 = /^\d{4}(-\d{2}(-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;
/** What fits into the 64 bits in which AWS counts seconds. */
const MOST_SECONDS = 2 ** 63;

/** A date of ISO 8601, or seconds since the epoch; in milliseconds. NaN when it is neither. */
export function date(text: string): number {
  if (ISO_8601.test(text)) return Date.parse(text.toUpperCase());
  const seconds = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(seconds) < MOST_SECONDS ? seconds * 1000 : Number.NaN;
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** An address or a CIDR block of IPv4 or IPv6. What is neither contains no address. */
function addressRange(wanted: string): Test {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(wanted) ?? [];
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  const bits = Number(prefix ?? longest);
  if (family === 0 || bits > longest) return () => false;
  const range = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  range.addSubnet(address, bits, name);
  return (given) => isIP(given) === family && range.check(given, name);
}
