import type { Constraint } from '../wire/constraints.js';

/**
 * Limits of S3's inputs, by operation and member path. They are all about XML documents: limits of headers
 * and parameters have answers of their own, which stand with the operations.
 */
export const limits: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
  CompleteMultipartUpload: {
    'MultipartUpload.Parts[].ETag': { required: true },
    'MultipartUpload.Parts[].PartNumber': { required: true },
  },
  CreateBucket: {
    'CreateBucketConfiguration.Tags[].Key': { required: true },
    'CreateBucketConfiguration.Tags[].Value': { required: true },
  },
  DeleteObjects: {
    Delete: { required: true },
    'Delete.Objects': { required: true, minLength: 1, maxLength: 1000 },
    'Delete.Objects[].Key': { required: true, minLength: 1 },
  },
  PutBucketOwnershipControls: { OwnershipControls: { required: true } },
  PutBucketTagging: {
    Tagging: { required: true },
    'Tagging.TagSet[].Key': { required: true },
    'Tagging.TagSet[].Value': { required: true },
  },
  PutObjectTagging: {
    Tagging: { required: true },
    'Tagging.TagSet': { required: true },
    'Tagging.TagSet[].Key': { required: true },
    'Tagging.TagSet[].Value': { required: true },
  },
  PutPublicAccessBlock: { PublicAccessBlockConfiguration: { required: true } },
};
