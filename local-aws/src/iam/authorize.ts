/** May a caller do this? Gathers his policies and the facts of the call, and lets `evaluate` decide. */
import type { LocalAws, Need, Principal } from '../operation.js';
import { type EvaluationRequest, evaluate, type NamedPolicy, type Policies } from './evaluate.js';
import { explain, reasonOf } from './explain.js';
import { policiesOf } from './grants.js';
import { splitArn } from './match.js';
import type { Requester } from './principal.js';
import type { Grants, TagRow } from './rows.js';
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
export function authorize(
  aws: LocalAws,
  caller: Principal,
  need: Need,
  resourcePolicies?: readonly NamedPolicy[],
): Authorization {
  if (need.action === ALWAYS_ALLOWED) {
    return { allowed: true, reason: '', explanation: `${need.action} needs no permission` };
  }
  const identity = identityOf(aws.iam, caller);
  const request: EvaluationRequest = {
    action: need.action,
    resource: need.resource,
    principal: requesterOf(caller, identity),
    context: { ...globalContext(aws, caller, need, identity), ...need.context },
  };
  const policies: Policies = {
    ...policiesOf(aws.iam, identity.grants, identity.view),
    resource: resourcePolicies,
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
  roleArn?: string;
}

function identityOf(iam: IamState, caller: Principal): Identity {
  const view: View = 'service' in caller ? 'services' : 'iam';
  if (caller.kind === 'user') return { view, grants: iam.user(caller.name) };
  if (caller.kind === 'anonymous') return { view };
  const role = iam.role(caller.name, view);
  // a role that was made again under the same name is another role: old sessions have nothing of it
  if (!role || !caller.userId.startsWith(`${role.id}:`)) return { view };
  return { view, grants: role, roleArn: iam.roleArn(role) };
}

function requesterOf(caller: Principal, { roleArn }: Identity): Requester {
  if (caller.kind === 'anonymous') return { type: 'anonymous' };
  return { type: 'aws', arn: caller.arn, account: caller.account, roleArn };
}

/** The keys that AWS sets on every request (AWS documentation: "AWS global condition context keys"). */
function globalContext(
  aws: LocalAws,
  caller: Principal,
  need: Need,
  { grants, roleArn }: Identity,
): Record<string, string> {
  const context: Record<string, string> = {
    ...momentContext(aws),
    'aws:SecureTransport': 'false', // local-aws speaks plain HTTP
    'aws:PrincipalType': PRINCIPAL_TYPES[caller.kind],
  };
  if (!('service' in caller)) {
    context['aws:SourceIp'] = '127.0.0.1'; // local-aws listens nowhere else
    context['aws:ViaAWSService'] = 'false';
  }
  if (need.resource !== '*') context['aws:ResourceAccount'] = splitArn(need.resource)[4] || aws.account;
  if (caller.kind === 'anonymous') return context;
  context['aws:PrincipalArn'] = roleArn ?? caller.arn;
  context['aws:PrincipalAccount'] = caller.account;
  context['aws:userid'] = caller.userId;
  if (caller.kind === 'user') context['aws:username'] = caller.name;
  for (const { Key, Value } of grants?.tags ?? []) context[`aws:PrincipalTag/${Key}`] = Value;
  return context;
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
  user: 'User',
};
