/** What IAM's calls need, and how IAM writes their resources in a denial (public transcripts). */
import type { Call, Need } from '../operation.js';
import { iamArn } from './ids.js';
import type { Grants } from './rows.js';
import { resourceTagContext } from './tags.js';

type Context = Need['context'];

/**
 * A right on a role that is there, or that is not: IAM does not tell before the caller is allowed to know.
 */
export function roleNeed(action: string, name: string | undefined, { aws }: Call, context?: Context): Need {
  const role = aws.iam.role(name ?? '');
  return {
    action: `iam:${action}`,
    resource: role ? aws.iam.roleArn(role) : iamArn(aws.account, 'role', '/', name ?? ''),
    shownAs: `role ${name}`,
    context: { ...resourceTagContext(role?.tags), ...boundaryContext(action, role), ...context },
  };
}

/** A right on a user; on the caller himself where the call names none. */
export function userNeed(action: string, name: string | undefined, call: Call, context?: Context): Need {
  const { aws, caller } = call;
  const userName = name ?? (caller.kind === 'user' ? caller.name : '');
  const user = aws.iam.user(userName);
  return {
    action: `iam:${action}`,
    resource: user ? aws.iam.userArn(user) : iamArn(aws.account, 'user', '/', userName),
    shownAs: `user ${userName}`,
    context: { ...resourceTagContext(user?.tags), ...boundaryContext(action, user), ...context },
  };
}

/** A right on a group. Groups have no tags. */
export function groupNeed(action: string, name: string | undefined, { aws }: Call, context?: Context): Need {
  const group = aws.iam.group(name ?? '');
  return {
    action: `iam:${action}`,
    resource: group ? aws.iam.groupArn(group) : iamArn(aws.account, 'group', '/', name ?? ''),
    shownAs: `group ${name}`,
    context,
  };
}

/** A right on a managed policy. */
export function policyNeed(action: string, arn: string | undefined, { aws }: Call, context?: Context): Need {
  return {
    action: `iam:${action}`,
    resource: arn ?? '*',
    shownAs: `policy ${arn}`,
    context: { ...resourceTagContext(aws.iam.policy(arn ?? '')?.tags), ...context },
  };
}

/** A right to list users, groups, roles or instance profiles: it has no resource, but the denial writes the path as one. */
export function listNeed(
  action: string,
  kind: 'group' | 'instance-profile' | 'role' | 'user',
  pathPrefix: string | undefined,
  { aws }: Call,
): Need {
  const shownAs = iamArn(aws.account, kind, pathPrefix ?? '/', '');
  return { action: `iam:${action}`, resource: '*', shownAs };
}

/** A right on the whole account. */
export function accountNeed(action: string): Need {
  return { action: `iam:${action}`, resource: '*' };
}

/** The calls that know whether the user or role has a permissions boundary (AWS's service authorization reference). */
const KNOW_BOUNDARY = /^(?:Attach|Detach|Put|Delete)(?:User|Role)(?:Policy|PermissionsBoundary)$/;

function boundaryContext(action: string, holder: Grants | undefined): Record<string, string> {
  if (holder?.boundary === undefined || !KNOW_BOUNDARY.test(action)) return {};
  return { 'iam:PermissionsBoundary': holder.boundary };
}
