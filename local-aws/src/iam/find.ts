/** Finding what a call names, or failing as IAM does (texts recorded on AWS). */
import type { LocalAws } from '../operation.js';
import { invalidInput, noSuchEntity, notYours, validationError } from './errors.js';
import { splitArn } from './match.js';
import type { PolicyRow, PolicyVersionRow, RoleRow } from './rows.js';

/** @throws AwsError NoSuchEntity */
export function findRole({ iam }: LocalAws, name = ''): RoleRow {
  const role = iam.role(name);
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
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

/** @throws AwsError NoSuchEntity */
export function findVersion(policy: PolicyRow, arn = '', versionId = ''): PolicyVersionRow {
  const version = policy.versions.find(({ id }) => id === versionId);
  if (!version) {
    throw noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
  }
  return version;
}

/** The document of an inline policy. @throws AwsError NoSuchEntity */
export function findInlinePolicy(role: RoleRow, name = ''): string {
  const document = Object.hasOwn(role.inline, name) ? role.inline[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return document;
}

/** @throws AwsError ValidationError for what is no ARN, InvalidInput for the ARN of something else. */
export function checkPolicyArn(arn: string): void {
  const [prefix, , service, , , resource] = splitArn(arn);
  if (prefix !== 'arn' || resource === undefined) {
    throw validationError('Invalid ARN:  Could not be parsed!'); // with two spaces, as recorded
  }
  if (service !== 'iam' || !resource.startsWith('policy/')) throw invalidInput(`ARN ${arn} is not valid.`);
}
