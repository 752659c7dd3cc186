/**
 * ACLs as far as the SDKs' defaults need them: everything belongs to the bucket's owner, who has full control,
 * and only ACLs that say just this can be set.
 */
import type {
  GetBucketAclOutput,
  GetBucketAclRequest,
  GetObjectAclOutput,
  GetObjectAclRequest,
  PutBucketAclRequest,
  PutObjectAclOutput,
  PutObjectAclRequest,
} from '@aws-sdk/client-s3';
import type { Call, Operation } from '../../operation.js';
import { bucketArn, bucketNeeds, objectNeeds, ownBucket, refusal } from '../access.js';
import { noSuchKey } from '../errors.js';
import { checkVersion, objectAction } from '../objects/versions.js';
import { ownerOf } from '../owner.js';
import type { BucketRow } from '../rows.js';
import { checkAcl, requireAcl } from './check-acl.js';

export const getBucketAcl: Operation<GetBucketAclRequest, GetBucketAclOutput> = {
  needs: (input, call) => bucketNeeds(call, 's3:GetBucketAcl', input),
  run: (input, call) => aclOf(ownBucket(call, input).row),
};

/** Sets an ACL that changes nothing, and refuses every other. */
export const putBucketAcl: Operation<PutBucketAclRequest, void> = {
  needs: (input, call) => bucketNeeds(call, 's3:PutBucketAcl', input, { 's3:x-amz-acl': input.ACL }),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    requireAcl(input);
    checkAcl('PutBucketAcl', input, call, { row, resource: bucketArn(name) });
  },
};

export const getObjectAcl: Operation<GetObjectAclRequest, GetObjectAclOutput> = {
  needs: (input, call) => objectNeeds(call, objectAction('s3:GetObjectAcl', input.VersionId), input),

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    requireObject(call, name, input);
    return aclOf(row);
  },
};

/** As `putBucketAcl`, for an object. */
export const putObjectAcl: Operation<PutObjectAclRequest, PutObjectAclOutput> = {
  needs(input, call) {
    const action = objectAction('s3:PutObjectAcl', input.VersionId);
    return objectNeeds(call, action, input, { 's3:x-amz-acl': input.ACL });
  },

  run(input, call) {
    const { name, row } = ownBucket(call, input);
    requireObject(call, name, input);
    requireAcl(input);
    checkAcl('PutObjectAcl', input, call, { row, resource: `${bucketArn(name)}/${input.Key}` });
    return {};
  },
};

function requireObject(
  call: Call,
  bucket: string,
  { Key: key = '', VersionId }: { Key: string | undefined; VersionId?: string | undefined },
): void {
  checkVersion(VersionId);
  if (call.aws.s3.object(bucket, key)) return;
  throw refusal(call, bucketNeeds(call, 's3:ListBucket', { Bucket: bucket })) ?? noSuchKey(key);
}

function aclOf({ owner }: BucketRow): GetBucketAclOutput {
  const { ID } = ownerOf(owner);
  return {
    Owner: { ID },
    Grants: [{ Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  };
}
