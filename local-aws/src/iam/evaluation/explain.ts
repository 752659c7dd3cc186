/** A decision in words: for the person who has to find out why. */
import type { Decision, EvaluationRequest, Miss, PolicyType, StatementAt } from './evaluate.js';

const NAMES: Record<PolicyType, string> = {
  boundary: 'permissions boundary',
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  session: 'session policy',
  trust: 'role trust policy',
};

/**
 * The tail of AWS's denial (AWS documentation, "Access denied error messages"), such as
 * `because no identity-based policy allows the s3:PutObject action`. Empty when allowed.
 */
export function reasonOf(decision: Decision, action: string): string {
  if (decision.effect === 'allowed') return '';
  if (decision.effect === 'implicitDeny')
    return `because no ${NAMES[decision.type]} allows the ${action} action`;
  const { type } = decision.by;
  const article = type === 'trust' ? 'the' : type === 'identity' ? 'an' : 'a';
  return `with an explicit deny in ${article} ${NAMES[type]}`;
}

/** Which policy and statement decided, or which part of the nearest statement did not match. */
export function explain(decision: Decision, request: EvaluationRequest): string {
  if (decision.effect === 'allowed') return `allowed by ${place(decision.by)}`;
  if (decision.effect === 'explicitDeny') return `denied by ${place(decision.by)}`;
  const nothing = `no ${NAMES[decision.type]} allows ${request.action} on ${request.resource}`;
  const { nearest } = decision;
  if (!nearest) return `${nothing}; there is none with an Allow statement`;
  if (nearest.part === 'action') return `${nothing}; no Allow statement has this action`;
  return `${nothing}; nearest is ${place(nearest)}, ${shortfall(nearest, request)}`;
}

function place({ type, policy, statement }: StatementAt): string {
  const { Sid } = statement.document;
  const name = Sid ? `statement "${Sid}"` : `statement ${statement.index + 1}`;
  return `${name} of the ${NAMES[type]} ${policy}`;
}

function shortfall(miss: Miss, request: EvaluationRequest): string {
  const { document } = miss.statement;
  if (miss.part === 'principal') {
    const [name, element] = document.Principal
      ? ['Principal', document.Principal]
      : ['NotPrincipal', document.NotPrincipal];
    return `whose ${name} ${JSON.stringify(element)} does not cover ${requester(request)}`;
  }
  if (miss.part === 'condition' && miss.condition) {
    const { operator, key, values } = miss.condition;
    const given = miss.given?.length ? `has ${JSON.stringify(miss.given)}` : 'does not have this key';
    return `whose condition ${operator} ${key} ${JSON.stringify(values)} does not hold: the request ${given}`;
  }
  const [name, patterns] = document.Resource
    ? ['Resource', document.Resource]
    : ['NotResource', document.NotResource];
  return `whose ${name} ${JSON.stringify(patterns)} does not cover it`;
}

function requester({ principal }: EvaluationRequest): string {
  if (principal.type === 'service') return principal.name;
  return principal.type === 'aws' ? principal.arn : 'anonymous callers';
}
