/**
 * IAM's modeled errors: codes and statuses of the API model; texts recorded on AWS or from public
 * transcripts.
 */
import { AwsError } from '../errors.js';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', 400, message);
}

export function malformedPolicyDocument(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', 400, message);
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message);
}

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', 409, message);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', 409, message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', 409, message);
}

/** Changing by hand what a service manages. */
export function unmodifiableEntity(message: string): AwsError {
  return new AwsError('UnmodifiableEntity', 400, message);
}

/** A quota of the account; `unit` as IAM writes it, such as `PoliciesPerRole`. */
export function quotaExceeded(unit: string, quota: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${unit}: ${quota}`);
}

/** Changing or deleting what belongs to AWS (text decided by us). */
export function notYours(what: string): AwsError {
  return new AwsError('AccessDenied', 403, `${what} belongs to AWS and cannot be changed.`);
}
