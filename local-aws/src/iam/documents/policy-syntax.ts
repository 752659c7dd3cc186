/** The form of a policy document: which elements there are, and of which type. */
import type { PolicyDocument, StatementDocument } from '../evaluation/compiled-policy.js';
import { date, isConditionOperator, isDateOperator } from '../evaluation/conditions.js';

export const SYNTAX_ERRORS = 'Syntax errors in policy.';
export const LEGACY_PARSING = 'The policy failed legacy parsing';

const TOP_ELEMENTS = ['Version', 'Id', 'Statement'];
/** Each element, and the one that must not stand beside it. */
const STATEMENT_ELEMENTS: Readonly<Record<string, string | undefined>> = {
  Sid: undefined,
  Effect: undefined,
  Principal: 'NotPrincipal',
  NotPrincipal: 'Principal',
  Action: 'NotAction',
  NotAction: 'Action',
  Resource: 'NotResource',
  NotResource: 'Resource',
  Condition: undefined,
};
const VERSIONS = ['2008-10-17', '2012-10-17'];
const PRINCIPAL_TYPES = ['AWS', 'CanonicalUser', 'Federated', 'Service'];

/** One value or several, as a list. */
export function listOf<T>(values: T | readonly T[] | undefined): T[] {
  return values === undefined ? [] : ([values].flat() as T[]);
}

/** The text as JSON; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a value has the form of a policy of any type: which of them may name principals is not looked at.
 */
export function isPolicyDocument(document: unknown): document is PolicyDocument {
  if (!isObject(document) || !hasOnly(document, TOP_ELEMENTS)) return false;
  const { Version, Id, Statement } = document;
  if (Version !== undefined && !VERSIONS.includes(Version as string)) return false;
  if (Id !== undefined && typeof Id !== 'string') return false;
  const statements = listOf<unknown>(Statement);
  return statements.length > 0 && statements.every(isStatement);
}

function isStatement(statement: unknown): statement is StatementDocument {
  if (!isObject(statement) || !hasOnly(statement, Object.keys(STATEMENT_ELEMENTS))) return false;
  const opposites = Object.keys(statement).map((element) => STATEMENT_ELEMENTS[element]);
  if (opposites.some((opposite) => opposite !== undefined && opposite in statement)) return false;
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Condition } = statement;
  return (
    (Sid === undefined || typeof Sid === 'string') &&
    typeof Effect === 'string' &&
    ['allow', 'deny'].includes(Effect.toLowerCase()) &&
    [Action, NotAction, Resource, NotResource].every((value) => value === undefined || isTexts(value)) &&
    isPrincipal(statement.Principal ?? statement.NotPrincipal) &&
    (Condition === undefined || isConditionBlock(Condition))
  );
}

function isPrincipal(element: unknown): boolean {
  if (element === undefined || typeof element === 'string') return true;
  return isObject(element) && hasOnly(element, PRINCIPAL_TYPES) && Object.values(element).every(isTexts);
}

function isConditionBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  return Object.entries(block).every(([operator, keys]) => {
    if (!isObject(keys)) return false;
    const values = Object.values(keys);
    return values.every(isConditionValue) && (values.length === 0 || isConditionOperator(operator));
  });
}

/** Values may stand without quotes where they are numbers or booleans. */
function isConditionValue(value: unknown): boolean {
  return [value].flat().every((one) => ['boolean', 'number', 'string'].includes(typeof one));
}

/**
 * What passes for a date in a document, beside what can be compared with one: parts may be left out, and written with
 * fewer digits (`01T` and `2016-12-13t2:00:00.593194+23` were accepted when recorded on AWS).
 */
const DATE =
  /^-?\d+(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?T(([01]?\d|2[0-3])(:[0-5]?\d(:[0-5]?\d(\.\d{1,9})?(Z|\+([01]\d|2[0-3])(:[0-5]\d)?)?)?)?)?$/i;

/**
 * AWS parses a document a second time, more strictly: Effect must be in its exact case, and dates must be
 * dates. What fails there fails with `LEGACY_PARSING`.
 */
export function usesLegacySyntax({ Effect, Condition = {} }: StatementDocument): boolean {
  if (Effect !== 'Allow' && Effect !== 'Deny') return false;
  return Object.entries(Condition).every(([operator, keys]) => {
    if (!isDateOperator(operator)) return true;
    return Object.values(keys)
      .flat()
      .every((value) => DATE.test(String(value)) || !Number.isNaN(date(String(value))));
  });
}

function isTexts(value: unknown): boolean {
  return [value].flat().every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(object: object, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}
