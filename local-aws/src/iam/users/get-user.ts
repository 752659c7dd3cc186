import type { GetUserRequest, GetUserResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeBoundary, describeTags, describeUser } from '../describe.js';
import { findUserOrCaller } from '../find.js';
import { userNeed } from '../needs.js';

/** Shows a user; without a name, the caller. */
export const getUser: Operation<GetUserRequest, GetUserResponse> = {
  needs: (input, call) => [userNeed('GetUser', input.UserName, call)],

  run({ UserName }, call) {
    const user = findUserOrCaller(call, UserName);
    return {
      User: {
        ...describeUser(call.aws.iam, user),
        ...describeBoundary(user),
        ...describeTags(user.tags),
      },
    };
  },
};
