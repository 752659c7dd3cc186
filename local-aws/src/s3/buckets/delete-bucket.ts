import type { DeleteBucketRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { bucketNotEmpty } from '../errors.js';

/** Deletes a bucket, which must be empty. */
export const deleteBucket: Operation<DeleteBucketRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:DeleteBucket', input),

  run(input, call) {
    const { name } = ownBucket(call, input);
    if (call.aws.s3.keys(name).size > 0) throw bucketNotEmpty(name);
    call.aws.s3.deleteBucket(name);
  },
};
