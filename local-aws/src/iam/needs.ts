/** What IAM's calls need, and how IAM writes their resources in a denial (public transcripts). */
import type { Call, Need } from '../operation.js';
import { iamArn } from './ids.js';
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
    context: { ...resourceTagContext(role?.tags), ...context },
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
