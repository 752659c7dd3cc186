/** The bucket's public access block: PutPublicAccessBlock, GetPublicAccessBlock, DeletePublicAccessBlock. */
import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PublicAccessBlockConfiguration,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { noSuchPublicAccessBlock } from '../errors.js';

/** What a new bucket has (recorded on AWS; so since April 2023). */
export const EVERYTHING_BLOCKED: Required<PublicAccessBlockConfiguration> = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Replaces all four settings; one that is not given is off (AWS documentation). */
export const putPublicAccessBlock: Operation<PutPublicAccessBlockRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketPublicAccessBlock', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    const given = input.PublicAccessBlockConfiguration;
    const publicAccessBlock = {
      BlockPublicAcls: given?.BlockPublicAcls ?? false,
      IgnorePublicAcls: given?.IgnorePublicAcls ?? false,
      BlockPublicPolicy: given?.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: given?.RestrictPublicBuckets ?? false,
    };
    call.aws.s3.putBucket(name, { ...row, publicAccessBlock });
  },
};

export const getPublicAccessBlock: Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketPublicAccessBlock', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    if (!row.publicAccessBlock) throw noSuchPublicAccessBlock(name);
    return { PublicAccessBlockConfiguration: row.publicAccessBlock };
  },
};

/** Removes the settings, which turns them off. The right is that of putting them (AWS documentation). */
export const deletePublicAccessBlock: Operation<DeletePublicAccessBlockRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketPublicAccessBlock', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    call.aws.s3.putBucket(name, { ...row, publicAccessBlock: undefined });
  },
};
