/**
 * IAM's decision: may this requester do this to that, under these policies?
 *
 * Follows AWS's documentation ("Policy evaluation logic", "How IAM roles and resource-based policies
 * interact") for requests within one account: an explicit deny anywhere wins; else something must allow.
 */
import { type CompiledStatement, compilePolicy } from './compiled-policy.js';
import type { Condition, Context } from './conditions.js';
import type { Variables } from './match.js';
import { type Coverage, type Requester, stronger } from './principal.js';

export type PolicyType = 'boundary' | 'identity' | 'resource' | 'session' | 'trust';

export interface NamedPolicy {
  name: string;
  /** The document's JSON. */
  document: string;
}

export interface EvaluationRequest {
  action: string;
  resource: string;
  principal: Requester;
  /** The condition keys; their names ignore case. */
  context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * The policies that apply. A list that is given but empty grants nothing; one that is absent does not limit.
 */
export type Policies = Readonly<Partial<Record<PolicyType, readonly NamedPolicy[]>>>;

/** One statement of one policy. */
export interface StatementAt {
  type: PolicyType;
  policy: string;
  statement: CompiledStatement;
}

/** Which part of an Allow statement kept it from applying. */
export interface Miss extends StatementAt {
  part: 'action' | 'condition' | 'principal' | 'resource';
  condition?: Condition;
  /** The request's values of the condition's key; empty when it has none. */
  given?: readonly string[];
}

export type Decision =
  | { effect: 'allowed'; by: StatementAt }
  | { effect: 'explicitDeny'; by: StatementAt }
  /**
   * `type` says which kind of policy would have had to allow; `nearest` is its statement that came closest.
   */
  | { effect: 'implicitDeny'; type: PolicyType; nearest?: Miss };

/** What the policies of one type say. */
interface Finding {
  deny?: StatementAt;
  /** The allowing statement that covers the requester most strongly. */
  allow?: StatementAt;
  coverage?: Coverage;
  nearest?: Miss;
}

/** In this order a deny is reported: of several types that deny, AWS names one. */
const TYPES: readonly PolicyType[] = ['identity', 'resource', 'trust', 'boundary', 'session'];

/** The types that grant; boundaries and session policies only limit. */
const GRANTING: readonly PolicyType[] = ['identity', 'resource', 'trust'];

/** Decides. `trust` policies are for `sts:AssumeRole` on the role that holds them, and must allow it. */
export function evaluate(request: EvaluationRequest, policies: Policies): Decision {
  const subject = prepare(request);
  const found: Partial<Record<PolicyType, Finding>> = {};
  for (const type of TYPES) {
    const list = policies[type];
    if (!list) continue;
    const finding = search(subject, type, list);
    if (finding.deny) return { effect: 'explicitDeny', by: finding.deny };
    found[type] = finding;
  }
  const refusedBy = (type: PolicyType): Decision => ({
    effect: 'implicitDeny',
    type,
    nearest: found[type]?.nearest,
  });

  const granted = found.trust ?? found.resource;
  if (found.trust && !found.trust.allow) return refusedBy('trust');
  // a policy that names the requester himself needs nobody else, and neither boundary nor session limits it
  if (granted?.allow && granted.coverage === 'itself') return { effect: 'allowed', by: granted.allow };

  const byResource = granted?.coverage === 'role-or-everybody' ? granted.allow : undefined;
  const by = byResource ?? found.identity?.allow;
  if (!by) return refusedBy(request.principal.type === 'aws' ? 'identity' : 'resource');
  if (found.boundary && !found.boundary.allow) return refusedBy('boundary');
  if (found.session && !found.session.allow) return refusedBy('session');
  return { effect: 'allowed', by };
}

/**
 * The statements that decide: every deny that applies, or else every allow of the policies that grant (AWS
 * documentation of SimulatePrincipalPolicy, MatchedStatements). None when nothing allows.
 */
export function matchedStatements(request: EvaluationRequest, policies: Policies): StatementAt[] {
  const { effect } = evaluate(request, policies);
  if (effect === 'implicitDeny') return [];
  const subject = prepare(request);
  const applies = (statement: CompiledStatement) =>
    statement.allows === (effect === 'allowed') && missedPart(subject, statement) === undefined;
  return (effect === 'allowed' ? GRANTING : TYPES).flatMap((type) =>
    (policies[type] ?? []).flatMap(({ name, document }) =>
      compilePolicy(document)
        .filter(applies)
        .map((statement) => ({ type, policy: name, statement })),
    ),
  );
}

/** A request with what the statements need of it worked out once. */
interface Subject {
  /** In lower case. */
  action: string;
  resource: string;
  principal: Requester;
  /** Only few statements ask for it, so it is made when the first one does. */
  context(): Context;
  variables: Variables;
}

function prepare(request: EvaluationRequest): Subject {
  const { action, resource, principal } = request;
  let made: Context | undefined;
  const context = () => {
    made ??= new Map(
      Object.entries(request.context).map(([key, value]) => [
        key.toLowerCase(),
        typeof value === 'string' ? [value] : value,
      ]),
    );
    return made;
  };
  const variables: Variables = (name) => {
    const values = context().get(name.toLowerCase());
    return values?.length === 1 ? values[0] : undefined; // a variable stands for a single value
  };
  return { action: action.toLowerCase(), resource, principal, context, variables };
}

function search(subject: Subject, type: PolicyType, policies: readonly NamedPolicy[]): Finding {
  const finding: Finding = {};
  let closest = -1;
  for (const { name: policy, document } of policies) {
    for (const statement of compilePolicy(document)) {
      const missed = missedPart(subject, statement);
      if (!statement.allows) {
        if (missed === undefined) return { deny: { type, policy, statement } };
      } else if (missed === undefined) {
        const coverage = stronger(statement.coversPrincipal(subject.principal), finding.coverage);
        if (coverage !== finding.coverage) finding.allow = { type, policy, statement };
        finding.coverage = coverage;
      } else if (closeness(missed) > closest) {
        closest = closeness(missed);
        finding.nearest = missOf(subject, { type, policy, statement }, missed);
      }
    }
  }
  return finding;
}

type Missed = 'action' | 'principal' | 'resource' | Condition;

/** The first part of a statement that is not about this request; undefined when the statement applies. */
function missedPart(subject: Subject, statement: CompiledStatement): Missed | undefined {
  if (!statement.coversAction(subject.action)) return 'action';
  if (!statement.coversPrincipal(subject.principal)) return 'principal';
  if (!statement.coversResource(subject.resource, subject.variables)) return 'resource';
  if (statement.conditions.length === 0) return undefined;
  const context = subject.context();
  return statement.conditions.find((condition) => !condition.test(context, subject.variables));
}

/** The parts are tested in this order, so the later the miss, the closer the statement came. */
function closeness(missed: Missed): number {
  if (missed === 'action') return 0;
  if (missed === 'principal') return 1;
  return missed === 'resource' ? 2 : 3;
}

function missOf(subject: Subject, at: StatementAt, missed: Missed): Miss {
  if (typeof missed === 'string') return { ...at, part: missed };
  const given = subject.context().get(missed.key.toLowerCase()) ?? [];
  return { ...at, part: 'condition', condition: missed, given };
}
