/**
 * Who owns the bucket's objects: PutBucketOwnershipControls, GetBucketOwnershipControls,
 * DeleteBucketOwnershipControls.
 */
import type {
  DeleteBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  ObjectOwnership,
  PutBucketOwnershipControlsRequest,
} from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { malformedXml, noSuchOwnershipControls } from '../errors.js';

/** What a new bucket has: ACLs are off (recorded on AWS; so since April 2023). */
export const DEFAULT_OWNERSHIP: ObjectOwnership = 'BucketOwnerEnforced';
const OWNERSHIPS: readonly string[] = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];

export function isOwnership(value: string | undefined): value is ObjectOwnership {
  return value !== undefined && OWNERSHIPS.includes(value);
}

/** Sets the ownership. Just one rule is allowed (recorded on AWS). */
export const putBucketOwnershipControls: Operation<PutBucketOwnershipControlsRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketOwnershipControls', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    const [rule, ...more] = input.OwnershipControls?.Rules ?? [];
    if (!isOwnership(rule?.ObjectOwnership) || more.length > 0) throw malformedXml();
    call.aws.s3.putBucket(name, { ...row, ownership: rule?.ObjectOwnership });
  },
};

export const getBucketOwnershipControls: Operation<
  GetBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput
> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketOwnershipControls', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    if (!row.ownership) throw noSuchOwnershipControls(name);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: row.ownership }] } };
  },
};

/** Removes the setting; the right is that of putting it (AWS documentation). */
export const deleteBucketOwnershipControls: Operation<DeleteBucketOwnershipControlsRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketOwnershipControls', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    call.aws.s3.putBucket(name, { ...row, ownership: undefined });
  },
};
