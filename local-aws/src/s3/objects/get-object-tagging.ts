import type { GetObjectTaggingOutput, GetObjectTaggingRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { noSuchKey } from '../errors.js';
import { existingTags } from './object-tags.js';
import { findObject } from './reading.js';
import { objectAction } from './versions.js';

/** Gives an object's tags; an object without tags has an empty set. */
export const getObjectTagging: Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> = {
  needs: (input, call) =>
    objectNeeds(call, objectAction('s3:GetObjectTagging', input.VersionId), input, existingTags(call, input)),

  run(input, call) {
    try {
      return { TagSet: findObject(call, input).row.tags ?? [] };
    } catch (error) {
      // Recorded on AWS: this operation alone names the bucket with the key.
      if (error instanceof AwsError && error.code === 'NoSuchKey') {
        throw noSuchKey(`${input.Bucket}/${input.Key}`);
      }
      throw error;
    }
  },
};
