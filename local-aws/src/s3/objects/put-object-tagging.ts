import type { PutObjectTaggingRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { checkObjectTags, existingTags, tagContext } from './object-tags.js';
import { findObject } from './reading.js';
import { objectAction } from './versions.js';

/** Replaces all tags of an object; the object itself stays as it is, and so does its date. */
export const putObjectTagging: Operation<PutObjectTaggingRequest, void> = {
  needs: (input, call) =>
    objectNeeds(call, objectAction('s3:PutObjectTagging', input.VersionId), input, {
      ...existingTags(call, input),
      ...tagContext('s3:RequestObjectTag', input.Tagging?.TagSet ?? []),
    }),

  run(input, call) {
    const { bucket, key } = findObject(call, input);
    const tags = input.Tagging?.TagSet ?? [];
    checkObjectTags(tags);
    call.aws.s3.tagObject(bucket, key, tags);
  },
};
