import type { DeleteBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';

/** Removes all tags of a bucket; success if it has none. The right is that of putting tags (AWS documentation). */
export const deleteBucketTagging: Operation<DeleteBucketTaggingRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketTagging', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    call.aws.s3.putBucket(name, { ...row, tags: [] });
  },
};
