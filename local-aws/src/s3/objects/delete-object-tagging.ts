import type { DeleteObjectTaggingRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { existingTags } from './object-tags.js';
import { findObject } from './reading.js';
import { objectAction } from './versions.js';

/** Removes all tags of an object; success also if it has none. */
export const deleteObjectTagging: Operation<DeleteObjectTaggingRequest, void> = {
  needs: (input, call) =>
    objectNeeds(
      call,
      objectAction('s3:DeleteObjectTagging', input.VersionId),
      input,
      existingTags(call, input),
    ),

  run(input, call) {
    const { bucket, key } = findObject(call, input);
    call.aws.s3.tagObject(bucket, key, []);
  },
};
