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
  for (const [path, constraint] of Object.entries(table)) {
    visit(input, path.split('.'), [], constraint, found);
  }
  return found;
}

function visit(
  value: unknown,
  path: string[],
  shown: string[],
  constraint: Constraint,
  found: Violation[],
): void {
  const [step, ...rest] = path;
  if (step === undefined) {
    check(value, shown.join('.'), constraint, found);
    return;
  }
  if (value === null || value === undefined) return;
  const isList = step.endsWith('[]');
  const name = isList ? step.slice(0, -2) : step;
  const member = (value as Record<string, unknown>)[name];
  const here = [...shown, name.charAt(0).toLowerCase() + name.slice(1)];
  if (!isList) {
    visit(member, rest, here, constraint, found);
    return;
  }
  if (!Array.isArray(member)) return;
  member.forEach((entry, index) => {
    visit(entry, rest, [...here, String(index + 1), 'member'], constraint, found);
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

function check(value: unknown, path: string, c: Constraint, found: Violation[]): void {
  if (value === undefined || value === null) {
    if (c.required) found.push({ path, value: 'null', rule: 'Member must not be null' });
    return;
  }
  const shown = show(value);
  const broken = (rule: string) => found.push({ path, value: shown, rule: `Member must ${rule}` });
  const length = lengthOf(value);
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
