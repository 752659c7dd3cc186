import type { DeleteObjectOutput, DeleteObjectRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../operation.js';
import { objectNeeds, ownBucket } from './access.js';

/** Deletes an object; success also if there is none (recorded on AWS). */
export const deleteObject: Operation<DeleteObjectRequest, DeleteObjectOutput> = {
  needs: (input, call) => objectNeeds(call, 's3:DeleteObject', input),

  run(input, call) {
    call.aws.s3.deleteObject(ownBucket(call, input).name, input.Key ?? '');
    return {};
  },
};
