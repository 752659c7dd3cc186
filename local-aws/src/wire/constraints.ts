import { memoized } from './memoized.js';

/** What AWS's model says of one member of an input. Absent means unlimited. */
export interface Constraint {
  required?: true;
  /** Characters of a string, bytes of a blob, or entries of a list or map. */
  minLength?: number;
  maxLength?: number;
  /** A number's range. */
  min?: number;
  max?: number;
  /** The pattern as AWS's model writes it; it must match the whole string. */
  pattern?: string;
  enum?: readonly string[];
}

/** One member that breaks one constraint. */
export interface Violation {
  /** Where, in AWS's spelling: `records.2.member.data`. */
  path: string;
  /** The value as AWS prints it; undefined where it prints none. */
  value?: string;
  /** `Member must have length less than or equal to 64` */
  rule: string;
}

/**
 * Checks an input against a table whose keys are member paths such as `Records[].Data`.
 * A member is only checked where it is present, unless it is required.
 */
export function violations(input: object, table: Readonly<Record<string, Constraint>>): Violation[] {
  const found: Violation[] = [];
  for (const row of compiled(table)) visit(row, input, 0, [], found);
  return found;
}

interface Step {
  name: string;
  isList: boolean;
  /** AWS's spelling of the name: it begins in lower case. */
  shown: string;
}

interface Row {
  steps: Step[];
  constraint: Constraint;
}

/** A batch has 500 records, so a table is taken apart once and not for each of them. */
const compiled = memoized((table: Readonly<Record<string, Constraint>>): Row[] =>
  Object.entries(table).map(([path, constraint]) => ({ steps: path.split('.').map(readStep), constraint })),
);

function readStep(text: string): Step {
  const isList = text.endsWith('[]');
  const name = isList ? text.slice(0, -2) : text;
  return { name, isList, shown: name.charAt(0).toLowerCase() + name.slice(1) };
}

/**
 * Follows a row's steps from `depth` on. `entries` holds which entry of each list it is in, by depth; where a
 * value is, is only spelt out when something is wrong there.
 */
function visit(row: Row, value: unknown, depth: number, entries: number[], found: Violation[]): void {
  const step = row.steps[depth];
  if (step === undefined) {
    for (const rule of brokenRules(value, row.constraint)) {
      found.push({ path: spelt(row.steps, entries), value: show(value), rule: `Member must ${rule}` });
    }
    return;
  }
  if (value === null || value === undefined) return;
  const member = (value as Record<string, unknown>)[step.name];
  if (!step.isList) {
    visit(row, member, depth + 1, entries, found);
  } else if (Array.isArray(member)) {
    for (let index = 0; index < member.length; index += 1) {
      entries[depth] = index;
      visit(row, member[index], depth + 1, entries, found);
    }
  }
}

/** `records.2.member.data`: lists are counted from 1. */
function spelt(steps: readonly Step[], entries: readonly number[]): string {
  return steps
    .map(({ shown, isList }, depth) => (isList ? `${shown}.${(entries[depth] ?? 0) + 1}.member` : shown))
    .join('.');
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, value: string): boolean {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(`^(?:${pattern})$`, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(value);
}

const NONE: readonly string[] = [];

function brokenRules(value: unknown, c: Constraint): readonly string[] {
  if (value === undefined || value === null) return c.required ? ['not be null'] : NONE;
  if (typeof value === 'number') return brokenNumber(value, c);
  const length = c.minLength === undefined && c.maxLength === undefined ? undefined : lengthOf(value);
  // Most values are fine, and a batch has 500: nothing is made for them.
  let rules: string[] | undefined;
  if (length !== undefined) {
    if (c.minLength !== undefined && length < c.minLength)
      rules = [`have length greater than or equal to ${c.minLength}`];
    if (c.maxLength !== undefined && length > c.maxLength)
      rules = [...(rules ?? []), `have length less than or equal to ${c.maxLength}`];
  }
  if (typeof value === 'string') {
    if (c.pattern !== undefined && !matches(c.pattern, value))
      rules = [...(rules ?? []), `satisfy regular expression pattern: ${c.pattern}`];
    if (c.enum && !c.enum.includes(value))
      rules = [...(rules ?? []), `satisfy enum value set: [${c.enum.join(', ')}]`];
  }
  return rules ?? NONE;
}

function brokenNumber(value: number, { min, max }: Constraint): readonly string[] {
  if (min !== undefined && value < min) return [`have value greater than or equal to ${min}`];
  if (max !== undefined && value > max) return [`have value less than or equal to ${max}`];
  return NONE;
}

function lengthOf(value: unknown): number | undefined {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object') return Object.keys(value as object).length;
  return undefined;
}

/** AWS prints the value of a short scalar, Java's view of a blob, and nothing readable of a structure. */
function show(value: unknown): string | undefined {
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  }
  if (typeof value === 'object' && value !== null) return undefined;
  return String(value ?? null);
}

/**
 * The sentence that most of AWS's services give for violated constraints
 * (recorded for Firehose: `1 validation error detected: Value '…' at '…' failed to satisfy constraint: …`).
 */
export function validationText(found: Violation[]): string {
  const errors = found.map(({ path, value, rule }) => {
    const what = value === undefined ? 'Value' : value === 'null' ? 'Value null' : `Value '${value}'`;
    return `${what} at '${path}' failed to satisfy constraint: ${rule}`;
  });
  const noun = errors.length === 1 ? 'error' : 'errors';
  return `${errors.length} validation ${noun} detected: ${errors.join('; ')}`;
}
