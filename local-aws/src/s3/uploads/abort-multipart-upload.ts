import type { AbortMultipartUploadRequest } from '@aws-sdk/client-s3';
import type { Operation } from '../../operation.js';
import { objectNeeds } from '../access.js';
import { findUpload } from './find-upload.js';

/** Ends an upload without making an object of it; its parts are gone. */
export const abortMultipartUpload: Operation<AbortMultipartUploadRequest, void> = {
  needs: (input, call) => objectNeeds(call, 's3:AbortMultipartUpload', input),

  run(input, call) {
    call.aws.s3.uploads.remove(findUpload(call, input).id);
  },
};
