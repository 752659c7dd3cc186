import type { NamedPolicy, Policies } from './evaluation/evaluate.js';
import type { Grants } from './rows.js';
import type { IamState, View } from './state.js';

/** What a user or a role holds; a user has the policies of his groups as well. */
export interface Holder extends Grants {
  groups?: readonly string[];
}

/**
 * The policies of a user, a group or a role, as `evaluate` takes them: managed ones by ARN, inline ones by name.
 */
export function policiesOf(iam: IamState, holder: Holder | undefined, view: View): Policies {
  if (!holder) return { identity: [] };
  const inline = (grants: Grants): NamedPolicy[] =>
    Object.entries(grants.inline).map(([name, document]) => ({ name, document }));
  const groups = (holder.groups ?? []).flatMap((name) => iam.group(name) ?? []);
  const identity = [holder, ...groups].flatMap((grants) => [
    ...managedPolicies(iam, grants.attached, view),
    ...inline(grants),
  ]);
  if (holder.boundary === undefined) return { identity };
  return { identity, boundary: managedPolicies(iam, [holder.boundary], view) };
}

/** The default versions of these managed policies. */
export function managedPolicies(iam: IamState, arns: readonly string[], view: View): NamedPolicy[] {
  return arns.flatMap((arn) => {
    const policy = iam.policy(arn, view);
    const version = policy?.versions.find(({ id }) => id === policy.defaultVersion);
    return version ? [{ name: arn, document: version.document }] : [];
  });
}
