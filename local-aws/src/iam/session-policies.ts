/** The policies beside those of an identity: what limits a session, and what a role is put on under. */
import type { LocalAws, Need, Principal } from '../operation.js';
import type { NamedPolicy } from './evaluation/evaluate.js';
import { managedPolicies } from './grants.js';
import { roleByArn } from './role-by-arn.js';
import type { View } from './state.js';

/** The policies that were passed when the session was started; undefined where it has none. */
export function sessionPoliciesOf(
  { iam }: LocalAws,
  { session }: Principal,
  view: View,
): NamedPolicy[] | undefined {
  const policies = session?.policies;
  if (!policies) return undefined;
  const managed = managedPolicies(iam, policies.managed, view);
  const { inline } = policies;
  return inline === undefined ? managed : [...managed, { name: 'session', document: inline }];
}

const ASSUMING: ReadonlySet<string> = new Set(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);

/** The trust policy that decides about putting on a role; none at all trusts where there is no such role. */
export function trustPoliciesOf({ iam }: LocalAws, { action, resource }: Need): NamedPolicy[] | undefined {
  if (!ASSUMING.has(action) || resource.includes(':federated-user/')) return undefined;
  const role = roleByArn(iam, resource);
  return role ? [{ name: role.name, document: role.trust }] : [];
}
