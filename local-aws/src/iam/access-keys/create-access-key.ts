import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUserOrCaller } from '../find.js';
import { newKeyId, newSecret } from '../ids.js';
import { userNeed } from '../needs.js';
import { checkQuota } from '../quotas.js';

/** Makes an access key for a user, or for the caller. This is the only answer that has its secret. */
export const createAccessKey: Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> = {
  needs: (input, call) => [userNeed('CreateAccessKey', input.UserName, call)],

  run({ UserName }, call) {
    const { iam } = call.aws;
    const user = findUserOrCaller(call, UserName);
    checkQuota('AccessKeysPerUser', iam.keys.of(user.name).length + 1);
    const id = newKeyId('AKIA', call.aws.account);
    const key = { secret: newSecret(), userName: user.name, created: iam.stamp() };
    iam.keys.put(id, key);
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: key.secret,
        CreateDate: new Date(key.created),
      },
    };
  },
};
