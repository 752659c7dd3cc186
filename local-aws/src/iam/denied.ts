import { AwsError } from '../errors.js';
import type { Need, Principal } from '../operation.js';

/**
 * How IAM and STS word a denial (AWS documentation, "Access denied error messages"; the way in which IAM
 * writes some resources, through `need.shownAs`, is from public transcripts). S3 and Firehose have their own.
 */
export function accessDenied(caller: Principal, need: Need, reason: string): AwsError {
  const resource = need.shownAs ?? need.resource;
  return new AwsError(
    'AccessDenied',
    403,
    `User: ${caller.arn} is not authorized to perform: ${need.action} on resource: ${resource} ${reason}`,
  );
}
