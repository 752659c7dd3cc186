import type { NamedPolicy, Policies } from './evaluate.js';
import type { Grants } from './rows.js';
import type { IamState, View } from './state.js';

/** The policies of a user or a role, as `evaluate` takes them: managed ones by ARN, inline ones by name. */
export function policiesOf(iam: IamState, grants: Grants | undefined, view: View): Policies {
  if (!grants) return { identity: [] };
  const managed = (arn: string): NamedPolicy[] => {
    const policy = iam.policy(arn, view);
    const version = policy?.versions.find(({ id }) => id === policy.defaultVersion);
    return version ? [{ name: arn, document: version.document }] : [];
  };
  const inline = Object.entries(grants.inline).map(([name, document]) => ({ name, document }));
  const identity = [...grants.attached.flatMap(managed), ...inline];
  return grants.boundary === undefined ? { identity } : { identity, boundary: managed(grants.boundary) };
}
