/** STS's errors: codes and statuses of the API model; texts recorded on AWS or from public transcripts. */
import { AwsError } from '../errors.js';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}

export function invalidParameterValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', 400, message);
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDenied', 403, message);
}

export function packedPolicyTooLarge(message: string): AwsError {
  return new AwsError('PackedPolicyTooLarge', 400, message);
}
