/** Trust policies follow the users and roles that they name (AWS documentation: "AWS JSON policy elements: Principal"). */
import type { IamState } from './state.js';

/**
 * Writes `to` into every trust policy that names `from`: the new ARN of a user that was renamed, or the id of a
 * user or role that was deleted, so that whoever is made under its name later has nothing of it.
 */
export function replaceTrustedPrincipal(iam: IamState, from: string, to: string): void {
  for (const role of iam.roles()) {
    const trust = role.trust.replaceAll(JSON.stringify(from), JSON.stringify(to));
    if (trust !== role.trust) iam.putRole({ ...role, trust });
  }
}
