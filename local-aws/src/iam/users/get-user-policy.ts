import type { GetUserPolicyRequest, GetUserPolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { describeInline } from '../inline-policies.js';
import { userNeed } from '../needs.js';

/** Shows an inline policy of a user. */
export const getUserPolicy: Operation<GetUserPolicyRequest, GetUserPolicyResponse> = {
  needs: (input, call) => [userNeed('GetUserPolicy', input.UserName, call)],

  run({ UserName, PolicyName = '' }, { aws }) {
    const user = findUser(aws, UserName);
    return { UserName: user.name, ...describeInline(user, PolicyName, 'user') };
  },
};
