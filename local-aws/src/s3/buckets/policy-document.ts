/**
 * The check of a bucket policy when it is put. Texts and their order as public projects recorded them on AWS
 * (LocalStack's snapshots; versitygw, which reproduces S3's validation; transcripts on Stack Overflow).
 */

import { notInLocalAws } from '../../errors.js';
import { isPrincipal } from '../../iam/documents/trust-policy.js';
import { isConditionOperator } from '../../iam/evaluation/conditions.js';
import { compilePattern } from '../../iam/evaluation/match.js';
import type { IamState } from '../../iam/state.js';
import { malformedPolicy } from '../errors.js';
import { hasConditionKey, isConditionKey, kindsOfAction, type ResourceKind } from './policy-actions.js';

/** In bytes (AWS documentation, "Bucket policies are limited to 20 KB in size"). */
const LARGEST = 20 * 1024;
const VERSIONS: readonly unknown[] = ['2008-10-17', '2012-10-17'];
const POLICY_FIELDS = ['Version', 'Id', 'Statement'];
const STATEMENT_FIELDS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PRINCIPAL_TYPES = ['AWS', 'CanonicalUser', 'Federated', 'Service'];
const INVALID_SYNTAX = 'Invalid policy syntax.';
const INVALID_PRINCIPAL = 'Invalid principal in policy';

type Fields = Readonly<Record<string, unknown>>;

/** What a policy is put on. */
interface Place {
  bucket: string;
  iam: IamState;
}

/**
 * Checks a bucket policy. The users and roles of this account that it names must exist.
 *
 * @throws AwsError MalformedPolicy with AWS's text of the first mistake; NotImplemented for a principal that
 *   is named by a canonical user id.
 */
export function checkBucketPolicy(text: string, place: Place): void {
  if (!text.startsWith('{')) {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (Buffer.byteLength(text) > LARGEST) {
    throw malformedPolicy('Policy exceeds the maximum allowed document size.');
  }
  const document = parsed(text);
  refuseUnknownFields(document, POLICY_FIELDS);
  const { Version = VERSIONS[0], Id = '', Statement } = document;
  if (Statement === undefined) throw malformedPolicy('Missing required field Statement');
  if (!VERSIONS.includes(Version)) throw malformedPolicy('The policy must contain a valid version string');
  if (typeof Id !== 'string') throw malformedPolicy(INVALID_SYNTAX);
  const statements = [Statement].flat();
  if (statements.length === 0) throw malformedPolicy('Could not parse the policy: Statement is empty!');
  for (const statement of statements) {
    if (!isFields(statement)) throw malformedPolicy(INVALID_SYNTAX);
    checkStatement(statement, place);
  }
}

function parsed(text: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
}

function checkStatement(statement: Fields, place: Place): void {
  refuseUnknownFields(statement, STATEMENT_FIELDS);
  const { Sid = '', Effect, Condition = {} } = statement;
  if (typeof Sid !== 'string') throw malformedPolicy(INVALID_SYNTAX);
  if (Effect === undefined) throw malformedPolicy('Missing required field Effect');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformedPolicy(`Invalid effect: ${String(Effect)}`);
  checkPrincipal(oneOf(statement, 'Principal'), place.iam);
  const actions = texts(oneOf(statement, 'Action'), 'Action');
  const kindsOfActions = actions.map(kindsOf);
  const resources = texts(oneOf(statement, 'Resource'), 'Resource');
  const kinds = new Set(resources.flatMap((resource) => kindsOfResource(resource, place.bucket)));
  checkConditions(Condition, statement.Action === undefined ? [] : actions);
  if (statement.Action === undefined || statement.Resource === undefined) return;
  if (!kindsOfActions.every((ofAction) => [...ofAction].some((kind) => kinds.has(kind)))) {
    throw malformedPolicy('Action does not apply to any resource(s) in statement');
  }
}

/** The element or its negation; just one of them must be there. */
function oneOf(statement: Fields, name: 'Action' | 'Principal' | 'Resource'): unknown {
  const [element, negation] = [statement[name], statement[`Not${name}`]];
  if (element !== undefined && negation !== undefined) {
    throw malformedPolicy(`Statement/policy already has instance of ${name}`);
  }
  if ((element ?? negation) === undefined) throw malformedPolicy(`Missing required field ${name}`);
  return element ?? negation;
}

function texts(element: unknown, name: string): string[] {
  const list = [element].flat();
  if (list.length === 0) throw malformedPolicy(`Missing required field ${name} cannot be empty!`);
  if (!list.every((value) => typeof value === 'string')) throw malformedPolicy(INVALID_SYNTAX);
  return list;
}

function checkPrincipal(element: unknown, iam: IamState): void {
  if (element === '*') return;
  if (!isFields(element) || Object.keys(element).length === 0) throw malformedPolicy(INVALID_PRINCIPAL);
  for (const [type, names] of Object.entries(element)) {
    const list = [names].flat();
    if (!PRINCIPAL_TYPES.includes(type) || list.length === 0) throw malformedPolicy(INVALID_PRINCIPAL);
    for (const name of list) {
      const isOne = typeof name === 'string' && isPrincipal(type, name, iam);
      if (!isOne) throw malformedPolicy(INVALID_PRINCIPAL, { Detail: `"${type}" : "${String(name)}"` });
    }
    if (type === 'CanonicalUser') throw notInLocalAws('s3', 'PutBucketPolicy with a CanonicalUser');
  }
}

function kindsOf(action: string): Set<ResourceKind> {
  const kinds = /^(\*|s3:[a-z0-9*?]+)$/i.test(action) ? kindsOfAction(action) : undefined;
  if (!kinds) throw malformedPolicy('Policy has invalid action');
  return kinds;
}

/** A resource is the bucket, or objects in it. Wildcards in the place of the bucket's name may cover both. */
function kindsOfResource(resource: string, bucket: string): ResourceKind[] {
  const [, path = ''] = /^arn:aws:s3:::(.+)$/s.exec(resource) ?? [];
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  const rules = { wildcards: true, variables: false };
  if (name === '*' || !compilePattern(name, rules)(bucket, () => undefined)) {
    throw malformedPolicy('Policy has invalid resource');
  }
  if (slash >= 0) return ['object'];
  return name.endsWith('*') ? ['bucket', 'object'] : ['bucket'];
}

function checkConditions(block: unknown, actions: readonly string[]): void {
  if (!isFields(block)) throw malformedPolicy(INVALID_SYNTAX);
  for (const [operator, keys] of Object.entries(block)) {
    if (!isConditionOperator(operator)) throw malformedPolicy(`Invalid Condition type : ${operator}`);
    if (!isFields(keys)) throw malformedPolicy(INVALID_SYNTAX);
    for (const [key, values] of Object.entries(keys)) {
      if (![values].flat().every(isConditionValue)) throw malformedPolicy(INVALID_SYNTAX);
      if (!isConditionKey(key)) throw malformedPolicy('Policy has an invalid condition key');
      if (!actions.every((action) => hasConditionKey(action, key))) {
        const text = 'Conditions do not apply to combination of actions and resources in statement';
        throw malformedPolicy(text);
      }
    }
  }
}

/** Values may stand without quotes where they are numbers or booleans. */
function isConditionValue(value: unknown): boolean {
  return ['boolean', 'number', 'string'].includes(typeof value);
}

function refuseUnknownFields(object: Fields, known: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformedPolicy(`Unknown field ${unknown}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
