/** Finding what a call names, or failing as IAM does (texts recorded on AWS). */
import type { Call, LocalAws } from '../operation.js';
import { invalidInput, noSuchEntity, notYours, unmodifiableEntity, validationError } from './errors.js';
import { splitArn } from './evaluation/match.js';
import type { GroupRow, PolicyRow, PolicyVersionRow, RoleRow, UserRow } from './rows.js';

/** @throws AwsError NoSuchEntity */
export function findRole({ iam }: LocalAws, name = ''): RoleRow {
  const role = iam.role(name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** A role that may be changed by hand. @throws AwsError NoSuchEntity, UnmodifiableEntity for a service-linked one */
export function findOwnRole(aws: LocalAws, name = ''): RoleRow {
  const role = findRole(aws, name);
  if (role.linkedTo !== undefined) {
    throw unmodifiableEntity(
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}

/** @throws AwsError NoSuchEntity */
export function findUser({ iam }: LocalAws, name = ''): UserRow {
  const user = iam.user(name);
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

/**
 * The user that a call names, or else the caller (text recorded on AWS).
 *
 * @throws AwsError ValidationError when it names none and the caller is no user, NoSuchEntity
 */
export function findUserOrCaller({ aws, caller }: Call, name: string | undefined): UserRow {
  if (name === undefined && caller.kind !== 'user') {
    throw validationError('Must specify userName when calling with non-User credentials');
  }
  return findUser(aws, name ?? caller.name);
}

/** @throws AwsError NoSuchEntity */
export function findGroup({ iam }: LocalAws, name = ''): GroupRow {
  const group = iam.group(name);
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

/** @throws AwsError ValidationError or InvalidInput for what is no policy's ARN, NoSuchEntity */
export function findPolicy({ iam }: LocalAws, arn = ''): PolicyRow {
  checkPolicyArn(arn);
  const policy = iam.policy(arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** A policy that may be changed: one of the account's own. */
export function findOwnPolicy(aws: LocalAws, arn = ''): PolicyRow {
  const policy = findPolicy(aws, arn);
  if (aws.iam.policyArn(policy) !== arn) throw notYours(`Policy ${arn}`);
  return policy;
}

/** @throws AwsError NoSuchEntity with the words that AWS has where a policy is to be attached. */
export function findAttachablePolicy({ iam }: LocalAws, arn = ''): PolicyRow {
  checkPolicyArn(arn);
  const policy = iam.policy(arn);
  if (!policy) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

/**
 * A version of a managed policy. AWS words a missing policy like a missing version.
 *
 * @throws AwsError ValidationError or InvalidInput for what is no policy's ARN, NoSuchEntity
 */
export function findVersion(
  { iam }: LocalAws,
  arn = '',
  versionId = '',
): { policy: PolicyRow; version: PolicyVersionRow } {
  checkPolicyArn(arn);
  const policy = iam.policy(arn);
  const version = policy?.versions.find(({ id }) => id === versionId);
  if (!policy || !version) {
    throw noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
  }
  return { policy, version };
}

/** A version of a policy that may be changed. */
export function findOwnVersion(aws: LocalAws, arn = '', versionId = '') {
  const found = findVersion(aws, arn, versionId);
  if (aws.iam.policyArn(found.policy) !== arn) throw notYours(`Policy ${arn}`);
  return found;
}

/** @throws AwsError NoSuchEntity with the words that AWS has where a policy is to bound a user or role (recorded). */
export function checkBoundary({ iam }: LocalAws, arn: string): void {
  checkPolicyArn(arn);
  if (!iam.policy(arn)) throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
}

/** @throws AwsError ValidationError for what is no ARN, InvalidInput for the ARN of something else. */
export function checkPolicyArn(arn: string): void {
  const [prefix, , service, , , resource] = splitArn(arn);
  if (prefix !== 'arn' || resource === undefined) {
    throw validationError('Invalid ARN:  Could not be parsed!'); // with two spaces, as recorded
  }
  if (service !== 'iam' || !resource.startsWith('policy/')) throw invalidInput(`ARN ${arn} is not valid.`);
}
