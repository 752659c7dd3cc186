import type {
  _Error,
  DeletedObject,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../errors.js';
import type { Call, Operation } from '../../operation.js';
import { ownBucket, refusal } from '../access.js';
import { checkDeleteCondition } from './conditions.js';
import { checkBypass, deleteNeeds } from './deleting.js';
import { noSuchVersion } from './object-errors.js';
import { NULL_VERSION } from './versions.js';

/**
 * Deletes up to 1,000 objects. Keys that are not there count as deleted (recorded on AWS). Every key is
 * asked for on its own: one that the caller may not delete is an entry under Errors, not a failure.
 */
export const deleteObjects: Operation<DeleteObjectsRequest, DeleteObjectsOutput> = {
  needs: () => [],

  run(input, call) {
    const { name } = ownBucket(call, input);
    checkBypass(input.BypassGovernanceRetention);
    const deleted: DeletedObject[] = [];
    const errors: _Error[] = [];
    for (const entry of input.Delete?.Objects ?? []) {
      const { Key, VersionId } = entry;
      try {
        deleteOne(call, name, entry);
        deleted.push({ Key, VersionId });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ Key, VersionId, Code: error.code, Message: error.message });
      }
    }
    return { Deleted: input.Delete?.Quiet ? [] : deleted, Errors: errors };
  },
};

/** @throws AwsError AccessDenied, NoSuchVersion (recorded on AWS), PreconditionFailed, NoSuchKey. */
function deleteOne(call: Call, bucket: string, { Key = '', VersionId, ETag }: ObjectIdentifier): void {
  const { s3 } = call.aws;
  const refused = refusal(call, deleteNeeds(call, { Bucket: bucket, Key, VersionId, IfMatch: ETag }));
  if (refused) throw refused;
  if (VersionId !== undefined && VersionId !== NULL_VERSION) throw noSuchVersion(Key, VersionId);
  checkDeleteCondition(ETag, Key, s3.object(bucket, Key));
  s3.deleteObject(bucket, Key);
}
