import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { userNeed } from '../needs.js';
import { findKey } from './find-key.js';

/** Deletes an access key of a user, or of the caller. */
export const deleteAccessKey: Operation<DeleteAccessKeyRequest, void> = {
  needs: (input, call) => [userNeed('DeleteAccessKey', input.UserName, call)],
  run: (input, call) => call.aws.iam.keys.delete(findKey(call, input).id),
};
