import type { RoleRow } from './rows.js';
import type { IamState } from './state.js';

/** The role of exactly this ARN, path included. */
export function roleByArn(iam: IamState, arn = ''): RoleRow | undefined {
  const role = iam.role(arn.slice(arn.lastIndexOf('/') + 1));
  return role && iam.roleArn(role) === arn ? role : undefined;
}
