/** May a caller do this? Gathers his policies and the facts of the call, and lets `evaluate` decide. */
import type { LocalAws, Need, Principal, Session } from '../operation.js';
import { resourcePoliciesOf } from '../s3/buckets/resource-policies.js';
import { type EvaluationRequest, evaluate, type Policies } from './evaluation/evaluate.js';
import { explain, reasonOf } from './evaluation/explain.js';
import { splitArn } from './evaluation/match.js';
import type { Requester } from './evaluation/principal.js';
import { policiesOf } from './grants.js';
import type { Grants, TagRow } from './rows.js';
import { sessionPoliciesOf, trustPoliciesOf } from './session-policies.js';
import type { IamState, View } from './state.js';

/** A role that a service put on, inside this process. */
export interface ServiceSession extends Principal {
  /** Such as `firehose.amazonaws.com`. The session has the rights that this service sees. */
  service: string;
}

export interface Authorization {
  readonly allowed: boolean;
  /** The tail of AWS's denial, such as `because no identity-based policy allows …`; empty when allowed. */
  readonly reason: string;
  /** Which policy and statement decided, or which part of the nearest one did not match. */
  readonly explanation: string;
}

/** Nobody needs a permission for it, and no policy can forbid it (AWS documentation of GetCallerIdentity). */
const ALWAYS_ALLOWED = 'sts:GetCallerIdentity';

/** Decides whether `caller` may do what `need` says, under his own policies and those of the resource. */
export function authorize(aws: LocalAws, caller: Principal, need: Need): Authorization {
  if (need.action === ALWAYS_ALLOWED) {
    return { allowed: true, reason: '', explanation: `${need.action} needs no permission` };
  }
  const identity = identityOf(aws.iam, caller);
  const request: EvaluationRequest = {
    action: need.action,
    resource: need.resource,
    principal: requesterOf(caller, identity),
    /** Only conditions ask for it, and most policies have none. */
    get context() {
      return { ...globalContext(aws, caller, need, identity), ...need.context };
    },
  };
  const policies: Policies = {
    ...policiesOf(aws.iam, identity.grants, identity.view),
    resource: resourcePoliciesOf(aws, caller, need),
    session: sessionPoliciesOf(aws, caller, identity.view),
    trust: trustPoliciesOf(aws, need),
  };
  const decision = evaluate(request, policies);
  return {
    allowed: decision.effect === 'allowed',
    reason: reasonOf(decision, request.action),
    get explanation() {
      return explain(decision, request);
    },
  };
}

/** The user or role behind a caller; neither when he is anonymous, or no longer exists. */
interface Identity {
  view: View;
  grants?: Grants & { tags: readonly TagRow[] };
  /** Of a session: the role, or the user who vouches for it. */
  sourceArn?: string;
}

function identityOf(iam: IamState, caller: Principal): Identity {
  const view: View = 'service' in caller ? 'services' : 'iam';
  if (caller.kind === 'anonymous') return { view };
  // a role or user that was made again under the same name is another one: old sessions have nothing of it
  if (caller.kind === 'assumed-role') {
    const role = iam.role(caller.name, view);
    if (!role || !caller.userId.startsWith(`${role.id}:`)) return { view };
    return { view, grants: role, sourceArn: iam.roleArn(role) };
  }
  const user = iam.user(caller.name);
  if (!user || user.id !== (caller.session?.sourceId ?? caller.userId)) return { view };
  return caller.kind === 'user'
    ? { view, grants: user }
    : { view, grants: user, sourceArn: iam.userArn(user) };
}

function requesterOf(caller: Principal, { sourceArn }: Identity): Requester {
  if (caller.kind === 'anonymous') return { type: 'anonymous' };
  return { type: 'aws', arn: caller.arn, account: caller.account, roleArn: sourceArn };
}

/** The keys that AWS sets on every request (AWS documentation: "AWS global condition context keys"). */
function globalContext(
  aws: LocalAws,
  caller: Principal,
  need: Need,
  { grants, sourceArn }: Identity,
): Record<string, string> {
  const context: Record<string, string> = {
    ...momentContext(aws),
    // local-aws speaks plain HTTP; among each other AWS's services speak TLS
    'aws:SecureTransport': String('service' in caller),
    'aws:PrincipalType': PRINCIPAL_TYPES[caller.kind],
  };
  if (!('service' in caller)) {
    context['aws:SourceIp'] = '127.0.0.1'; // local-aws listens nowhere else
    context['aws:ViaAWSService'] = 'false';
  }
  if (need.resource !== '*') context['aws:ResourceAccount'] = splitArn(need.resource)[4] || aws.account;
  if (caller.kind === 'anonymous') return context;
  context['aws:PrincipalArn'] = caller.kind === 'assumed-role' && sourceArn ? sourceArn : caller.arn;
  context['aws:PrincipalAccount'] = caller.account;
  context['aws:PrincipalIsAWSService'] = 'false'; // also where a service has put on a role
  context['aws:userid'] = caller.userId;
  if (caller.kind === 'user') context['aws:username'] = caller.name;
  for (const { Key, Value } of grants?.tags ?? []) context[`aws:PrincipalTag/${Key}`] = Value;
  if (caller.session) addSessionContext(context, caller.session);
  return context;
}

/** The keys of temporary credentials. The session's tags come last: they override those of its role. */
function addSessionContext(context: Record<string, string>, session: Session): void {
  const { issued, sourceIdentity, tags } = session;
  context['aws:TokenIssueTime'] = new Date(issued).toISOString();
  context['aws:MultiFactorAuthPresent'] = 'false'; // there are no MFA devices here
  if (sourceIdentity !== undefined) context['aws:SourceIdentity'] = sourceIdentity;
  for (const { Key, Value } of tags) context[`aws:PrincipalTag/${Key}`] = Value;
}

/** The condition keys that do not depend on who asks for what. */
export function momentContext({ clock, region }: LocalAws): Record<string, string> {
  const now = clock.now();
  return {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': region,
  };
}

const PRINCIPAL_TYPES: Record<Principal['kind'], string> = {
  anonymous: 'Anonymous',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
  user: 'User',
};
