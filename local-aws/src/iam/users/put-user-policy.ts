import type { PutUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { withInline } from '../inline-policies.js';
import { userNeed } from '../needs.js';

/** Sets an inline policy of a user. */
export const putUserPolicy: Operation<PutUserPolicyRequest, void> = {
  needs: (input, call) => [userNeed('PutUserPolicy', input.UserName, call)],

  run({ UserName, PolicyName = '', PolicyDocument = '' }, { aws }) {
    const user = findUser(aws, UserName);
    const inline = withInline(user, PolicyName, PolicyDocument, 'UserPolicySize');
    aws.iam.putUser({ ...user, inline });
  },
};
