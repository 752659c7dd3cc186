/** The bucket's policy: PutBucketPolicy, GetBucketPolicy, GetBucketPolicyStatus, DeleteBucketPolicy. */
import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  GetBucketPolicyStatusOutput,
  GetBucketPolicyStatusRequest,
  PutBucketPolicyRequest,
} from '@aws-sdk/client-s3';
import type { Call, Operation } from '../../operation.js';
import { bucketArn, bucketNeeds, denied, need, ownBucket } from '../access.js';
import { noSuchBucketPolicy } from '../errors.js';
import { checkBucketPolicy } from './policy-document.js';
import { isPublicPolicy } from './public-policy.js';

const PUBLIC_REFUSED =
  'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.';

/** Replaces the policy. A public one is refused where the bucket's settings block it (AWS documentation). */
export const putBucketPolicy: Operation<PutBucketPolicyRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketPolicy', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    const policy = String(input.Policy ?? ''); // the wire gives its bytes
    checkBucketPolicy(policy, { bucket: name, iam: call.aws.iam });
    if (row.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(policy)) {
      const wanted = need('s3:PutBucketPolicy', bucketArn(name), row.owner);
      throw denied(call.caller, wanted, PUBLIC_REFUSED);
    }
    call.aws.s3.putBucket(name, { ...row, policy });
  },
};

/** Gives the policy's text as it was put. */
export const getBucketPolicy: Operation<GetBucketPolicyRequest, GetBucketPolicyOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketPolicy', input),
  run: (input, call) => ({ Policy: policyOf(call, input) }),
};

/** Says whether the policy is public. Settings that keep the public out do not change the answer. */
export const getBucketPolicyStatus: Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketPolicyStatus', input),
  run: (input, call) => ({ PolicyStatus: { IsPublic: isPublicPolicy(policyOf(call, input)) } }),
};

/** Removes the policy; success if there is none (recorded on AWS). */
export const deleteBucketPolicy: Operation<DeleteBucketPolicyRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:DeleteBucketPolicy', input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    call.aws.s3.putBucket(name, { ...row, policy: undefined });
  },
};

function policyOf(call: Call, input: GetBucketPolicyRequest): string {
  const { name, row } = ownBucket(call, input);
  if (row.policy === undefined) throw noSuchBucketPolicy(name);
  return row.policy;
}
