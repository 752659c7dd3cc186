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
  for (const { steps, constraint } of compiled(table)) visit(input, steps, 0, undefined, constraint, found);
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
const tables = new WeakMap<object, Row[]>();

function compiled(table: Readonly<Record<string, Constraint>>): Row[] {
  let rows = tables.get(table);
  if (!rows) {
    rows = Object.entries(table).map(([path, constraint]) => ({
      steps: path.split('.').map(readStep),
      constraint,
    }));
    tables.set(table, rows);
  }
  return rows;
}

function readStep(text: string): Step {
  const isList = text.endsWith('[]');
  const name = isList ? text.slice(0, -2) : text;
  return { name, isList, shown: name.charAt(0).toLowerCase() + name.slice(1) };
}

/** Where a value is. It is only spelt out when something is wrong there. */
interface Position {
  within: Position | undefined;
  shown: string;
  /** In a list: which of its entries, from 1. */
  entry?: number;
}

function spelt({ within, shown, entry }: Position): string {
  const here = entry === undefined ? shown : `${shown}.${entry}.member`;
  return within ? `${spelt(within)}.${here}` : here;
}

function visit(
  value: unknown,
  steps: readonly Step[],
  depth: number,
  at: Position | undefined,
  constraint: Constraint,
  found: Violation[],
): void {
  const step = steps[depth];
  if (step === undefined) {
    if (at) check(value, at, constraint, found);
    return;
  }
  if (value === null || value === undefined) return;
  const member = (value as Record<string, unknown>)[step.name];
  const { shown } = step;
  if (!step.isList) {
    visit(member, steps, depth + 1, { within: at, shown }, constraint, found);
    return;
  }
  if (!Array.isArray(member)) return;
  member.forEach((entry, index) => {
    visit(entry, steps, depth + 1, { within: at, shown, entry: index + 1 }, constraint, found);
  });
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

function check(value: unknown, at: Position, c: Constraint, found: Violation[]): void {
  if (value === undefined || value === null) {
    if (c.required) found.push({ path: spelt(at), value: 'null', rule: 'Member must not be null' });
    return;
  }
  const broken = (rule: string) =>
    found.push({ path: spelt(at), value: show(value), rule: `Member must ${rule}` });
  const hasLength = c.minLength !== undefined || c.maxLength !== undefined;
  const length = hasLength ? lengthOf(value) : undefined;
  if (length !== undefined) {
    if (c.minLength !== undefined && length < c.minLength) {
      broken(`have length greater than or equal to ${c.minLength}`);
    }
    if (c.maxLength !== undefined && length > c.maxLength) {
      broken(`have length less than or equal to ${c.maxLength}`);
    }
  }
  if (typeof value === 'number') {
    if (c.min !== undefined && value < c.min) broken(`have value greater than or equal to ${c.min}`);
    if (c.max !== undefined && value > c.max) broken(`have value less than or equal to ${c.max}`);
  }
  if (typeof value === 'string') {
    if (c.pattern !== undefined && !matches(c.pattern, value)) {
      broken(`satisfy regular expression pattern: ${c.pattern}`);
    }
    if (c.enum && !c.enum.includes(value)) broken(`satisfy enum value set: [${c.enum.join(', ')}]`);
  }
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object') return Object.keys(value as object).length;
  return undefined;
}

/** AWS prints the value of a short scalar, Java's view of a blob, and nothing readable of a structure. */
function show(value: unknown): string | undefined {
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  }
  if (typeof value === 'object') return undefined;
  return String(value);
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
