import type { _Error, DeletedObject, DeleteObjectsOutput, DeleteObjectsRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { objectNeeds, ownBucket, refusal } from './access.js';

/**
 * Deletes up to 1,000 objects. Keys that are not there count as deleted (recorded on AWS). Every key is
 * asked for on its own: one that the caller may not delete is an entry under Errors, not a failure.
 */
export const deleteObjects: Operation<DeleteObjectsRequest, DeleteObjectsOutput> = {
  needs: () => [],

  run(input, call) {
    const { name } = ownBucket(call, input);
    const deleted: DeletedObject[] = [];
    const errors: _Error[] = [];
    for (const { Key = '' } of input.Delete?.Objects ?? []) {
      const refused = refusal(call, objectNeeds(call, 's3:DeleteObject', { Bucket: name, Key }));
      if (refused) {
        errors.push({ Key, Code: refused.code, Message: refused.message });
      } else {
        call.aws.s3.deleteObject(name, Key);
        deleted.push({ Key });
      }
    }
    return { Deleted: input.Delete?.Quiet ? [] : deleted, Errors: errors };
  },
};
