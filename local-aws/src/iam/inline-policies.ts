/** The inline policies of a user, a group or a role: what the calls of all three have in common. */
import { encodeDocument } from './describe.js';
import { checkIdentityPolicy } from './documents/policy-document.js';
import { noSuchEntity } from './errors.js';
import { type PageRequest, page } from './paging.js';
import { checkQuota, sizeOf } from './quotas.js';
import type { Grants } from './rows.js';

type Kind = 'group' | 'role' | 'user';
type Inline = Grants['inline'];

/**
 * The policies with one set, which replaces one of the same name.
 *
 * @throws AwsError MalformedPolicyDocument, LimitExceeded
 */
export function withInline(
  { inline }: Grants,
  name: string,
  document: string,
  quota: 'GroupPolicySize' | 'RolePolicySize' | 'UserPolicySize',
): Inline {
  checkIdentityPolicy(document);
  const changed = { ...inline, [name]: document };
  checkQuota(
    quota,
    Object.values(changed).reduce((sum, each) => sum + sizeOf(each), 0),
  );
  return changed;
}

/** The policies without one of them. @throws AwsError NoSuchEntity */
export function withoutInline(holder: Grants, name: string, kind: Kind): Inline {
  findInline(holder, name, kind);
  return Object.fromEntries(Object.entries(holder.inline).filter(([other]) => other !== name));
}

/** One of the policies as IAM shows it. @throws AwsError NoSuchEntity */
export function describeInline(holder: Grants, name: string, kind: Kind) {
  return { PolicyName: name, PolicyDocument: encodeDocument(findInline(holder, name, kind)) };
}

/** All of the policies as IAM shows them. */
export function describeAllInline({ inline }: Grants) {
  return Object.entries(inline).map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }));
}

/** One page of the policies' names. */
export function listInline({ inline }: Grants, request: PageRequest) {
  const { items, end } = page(Object.keys(inline), (name) => name, request);
  return { PolicyNames: items, ...end };
}

function findInline({ inline }: Grants, name: string, kind: Kind): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  return document;
}
