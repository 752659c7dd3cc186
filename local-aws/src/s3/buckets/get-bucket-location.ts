import type { GetBucketLocationOutput, GetBucketLocationRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';

/** Says where a bucket is. Recorded on AWS: nothing at all means us-east-1. */
export const getBucketLocation: Operation<GetBucketLocationRequest, GetBucketLocationOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketLocation', input),
  run: (input, call) => ({ LocationConstraint: ownBucket(call, input).row.locationConstraint }),
};
