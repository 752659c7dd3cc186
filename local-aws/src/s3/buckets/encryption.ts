/** The bucket's default encryption: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption. */
import type {
  DeleteBucketEncryptionRequest,
  GetBucketEncryptionOutput,
  GetBucketEncryptionRequest,
  PutBucketEncryptionRequest,
} from '@aws-sdk/client-s3';
import { notInLocalAws } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { bucketNeeds, ownBucket } from '../access.js';
import { invalidArgument, malformedXml } from '../errors.js';

const ALGORITHMS: readonly unknown[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/**
 * Sets the default encryption, of which local-aws has what every bucket has: S3's own keys. Just one rule is
 * allowed (recorded on AWS).
 */
export const putBucketEncryption: Operation<PutBucketEncryptionRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutEncryptionConfiguration', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    const [rule, ...more] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    if (!rule || more.length > 0) throw malformedXml();
    const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
    if (!ALGORITHMS.includes(SSEAlgorithm)) throw malformedXml();
    if (SSEAlgorithm !== 'AES256') throw notInLocalAws('s3', `PutBucketEncryption with ${SSEAlgorithm}`);
    if (KMSMasterKeyID !== undefined) {
      const text =
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse';
      throw invalidArgument(text, 'ApplyServerSideEncryptionByDefault');
    }
    call.aws.s3.putBucket(name, { ...row, bucketKeyEnabled: rule.BucketKeyEnabled, encryptionWasPut: true });
  },
};

/** Gives the default encryption, which every bucket has (recorded on AWS). */
export const getBucketEncryption: Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetEncryptionConfiguration', input),

  run(input, call) {
    const { row } = ownBucket(call, input);
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const },
      BucketKeyEnabled: row.bucketKeyEnabled ?? false,
    };
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  },
};

/** Goes back to what a new bucket has. The right is that of putting it (AWS documentation). */
export const deleteBucketEncryption: Operation<DeleteBucketEncryptionRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutEncryptionConfiguration', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    call.aws.s3.putBucket(name, { ...row, bucketKeyEnabled: undefined, encryptionWasPut: undefined });
  },
};
