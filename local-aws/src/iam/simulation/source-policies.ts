/** The policies that a simulation is about, under the names by which its answer refers to them. */
import type { LocalAws } from '../../operation.js';
import { identityPolicyMistake } from '../documents/policy-document.js';
import { isPolicyDocument, readJson, SYNTAX_ERRORS } from '../documents/policy-syntax.js';
import { invalidInput } from '../errors.js';
import type { NamedPolicy, Policies } from '../evaluation/evaluate.js';
import { splitArn } from '../evaluation/match.js';
import { findGroup, findRole, findUser } from '../find.js';
import { policiesOf } from '../grants.js';
import type { Grants } from '../rows.js';

type Kind = 'group' | 'role' | 'user';

interface Entity {
  kind: Kind;
  name: string;
  grants: Grants;
}

/**
 * The policies of a user with his groups, of a group, or of a role.
 *
 * @throws AwsError InvalidInput when the ARN is of something else, NoSuchEntity
 */
export function policiesOfPrincipal(aws: LocalAws, arn = ''): Policies {
  const [kind, ...path] = (splitArn(arn)[5] ?? '').split('/');
  const name = path.at(-1) ?? '';
  if (kind === 'role') return named(aws, [{ kind, name, grants: findRole(aws, name) }]);
  if (kind === 'group') return named(aws, [{ kind, name, grants: findGroup(aws, name) }]);
  if (kind !== 'user') {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const { groups = [], ...grants } = findUser(aws, name);
  const ofGroups = groups.map((group): Entity => {
    return { kind: 'group', name: group, grants: findGroup(aws, group) };
  });
  return named(aws, [{ kind, name, grants }, ...ofGroups]);
}

/** The documents that a call brings along. @throws AwsError InvalidInput for one that is no identity-based policy */
export function givenPolicies(list: string, documents: readonly string[] = []): NamedPolicy[] {
  return documents.map((document, index) => {
    const mistake = identityPolicyMistake(document);
    if (mistake !== undefined) throw invalidInput(mistake);
    return { name: `${list}.${index + 1}`, document };
  });
}

/** The resource-based policy that a call brings along. @throws AwsError InvalidInput */
export function givenResourcePolicy(document: string | undefined): NamedPolicy[] | undefined {
  if (document === undefined) return undefined;
  if (!isPolicyDocument(readJson(document))) throw invalidInput(SYNTAX_ERRORS);
  return [{ name: 'ResourcePolicy', document }];
}

/** Managed policies under their names, inline ones as `role_NAME_POLICY` (recorded on AWS for managed ones). */
function named(aws: LocalAws, entities: readonly Entity[]): Policies {
  const all = entities.map(({ kind, name, grants }) => {
    const { identity = [], boundary } = policiesOf(aws.iam, grants, 'iam');
    const rename = (policy: NamedPolicy) => ({ ...policy, name: sourceId(kind, name, policy.name) });
    return { identity: identity.map(rename), boundary: boundary?.map(rename) };
  });
  return { identity: all.flatMap(({ identity }) => identity), boundary: all[0]?.boundary };
}

function sourceId(kind: Kind, name: string, policy: string): string {
  return policy.startsWith('arn:') ? policy.slice(policy.lastIndexOf('/') + 1) : `${kind}_${name}_${policy}`;
}
