import type { UpdateAccessKeyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { userNeed } from '../needs.js';
import { findKey } from './find-key.js';

/** Makes an access key inactive, so that it signs nothing, or active again. */
export const updateAccessKey: Operation<UpdateAccessKeyRequest, void> = {
  needs: (input, call) => [userNeed('UpdateAccessKey', input.UserName, call)],

  run(input, call) {
    const { id, key } = findKey(call, input);
    const { inactive: _, ...active } = key;
    call.aws.iam.keys.put(id, input.Status === 'Active' ? active : { ...active, inactive: true });
  },
};
