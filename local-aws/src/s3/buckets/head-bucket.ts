import type { HeadBucketOutput, HeadBucketRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { bucketArn, bucketNeeds, ownBucket, refusal } from '../access.js';

/**
 * Says whether a bucket exists and may be listed. There is no s3:HeadBucket; it needs s3:ListBucket. The
 * bucket's region is told to everybody, refused or not (AWS documentation), so it asks for the right itself.
 */
export const headBucket: Operation<HeadBucketRequest, HeadBucketOutput> = {
  needs: () => [],

  run(input, call) {
    try {
      const refused = refusal(call, bucketNeeds(call, 's3:ListBucket', input));
      if (refused) throw refused;
      const { name, row } = ownBucket(call, input);
      return { BucketArn: bucketArn(name), BucketRegion: row.region, AccessPointAlias: false };
    } catch (error) {
      const region = call.aws.s3.bucket(input.Bucket ?? '')?.region;
      if (region && error instanceof AwsError) error.headers = { 'x-amz-bucket-region': region };
      throw error;
    }
  },
};
