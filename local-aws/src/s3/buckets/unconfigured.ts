/**
 * Features of a bucket that local-aws does not have: what AWS answers about a bucket that has none of them
 * configured. Turning one on is refused by its name, as everything is that is not here.
 */
import { AwsError } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';

type BucketOperation = Operation<{ Bucket: string | undefined; ExpectedBucketOwner?: string }, object>;

/** The answer that there is no such configuration; codes and texts as recorded on AWS (LocalStack's snapshots). */
function isMissing(action: string, code: string, text: string): BucketOperation {
  return {
    needs: (input, call) => bucketNeeds(call, action, input),
    run(input, call) {
      const { name } = ownBucket(call, input);
      throw new AwsError(code, 404, text, { BucketName: name });
    },
  };
}

/** A fixed answer. */
function answers(action: string, output: object): BucketOperation {
  return {
    needs: (input, call) => bucketNeeds(call, action, input),
    run(input, call) {
      ownBucket(call, input);
      return output;
    },
  };
}

export const unconfigured: Readonly<Record<string, BucketOperation>> = {
  DeleteBucketCors: answers('s3:PutBucketCORS', {}),
  DeleteBucketLifecycle: answers('s3:PutLifecycleConfiguration', {}),
  DeleteBucketReplication: answers('s3:PutReplicationConfiguration', {}),
  DeleteBucketWebsite: answers('s3:DeleteBucketWebsite', {}),
  GetBucketAccelerateConfiguration: answers('s3:GetAccelerateConfiguration', {}),
  GetBucketCors: isMissing(
    's3:GetBucketCORS',
    'NoSuchCORSConfiguration',
    'The CORS configuration does not exist',
  ),
  GetBucketLifecycleConfiguration: isMissing(
    's3:GetLifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ),
  GetBucketLogging: answers('s3:GetBucketLogging', {}),
  GetBucketNotificationConfiguration: answers('s3:GetBucketNotification', {}),
  GetBucketReplication: isMissing(
    's3:GetReplicationConfiguration',
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ),
  GetBucketRequestPayment: answers('s3:GetBucketRequestPayment', { Payer: 'BucketOwner' }),
  GetBucketVersioning: answers('s3:GetBucketVersioning', {}),
  GetBucketWebsite: isMissing(
    's3:GetBucketWebsite',
    'NoSuchWebsiteConfiguration',
    'The specified bucket does not have a website configuration',
  ),
  GetObjectLockConfiguration: isMissing(
    's3:GetBucketObjectLockConfiguration',
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ),
};
