import type { GetBucketTaggingOutput, GetBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { noSuchTagSet } from '../errors.js';

/** Gives a bucket's tags; a bucket without tags is an error (recorded on AWS). */
export const getBucketTagging: Operation<GetBucketTaggingRequest, GetBucketTaggingOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketTagging', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    if (row.tags.length === 0) throw noSuchTagSet(name);
    return { TagSet: row.tags };
  },
};
