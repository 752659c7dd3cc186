import type { PutBucketTaggingRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { checkTags } from '../tags.js';

/** Replaces all tags of a bucket. */
export const putBucketTagging: Operation<PutBucketTaggingRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketTagging', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    const tags = input.Tagging?.TagSet ?? [];
    checkTags(tags);
    call.aws.s3.putBucket(name, { ...row, tags });
  },
};
