import type { DeleteObjectOutput, DeleteObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { ownBucket } from '../access.js';
import { checkDeleteCondition } from './conditions.js';
import { checkBypass, deleteNeeds } from './deleting.js';
import { checkVersion } from './versions.js';

/** Deletes an object; success also if there is none (recorded on AWS), unless it was to match. */
export const deleteObject: Operation<DeleteObjectRequest, DeleteObjectOutput> = {
  needs: (input, call) => deleteNeeds(call, input),

  run(input, call) {
    const { s3 } = call.aws;
    const { name } = ownBucket(call, input);
    const { Key = '', VersionId } = input;
    checkBypass(input.BypassGovernanceRetention);
    checkVersion(VersionId);
    checkDeleteCondition(input.IfMatch, Key, s3.object(name, Key));
    s3.deleteObject(name, Key);
    return { VersionId };
  },
};
