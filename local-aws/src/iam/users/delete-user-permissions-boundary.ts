import type { DeleteUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';

/** Takes the permissions boundary off a user; that there is none is no error (decided by us). */
export const deleteUserPermissionsBoundary: Operation<DeleteUserPermissionsBoundaryRequest, void> = {
  needs: (input, call) => [userNeed('DeleteUserPermissionsBoundary', input.UserName, call)],

  run({ UserName }, { aws }) {
    const { boundary: _, ...unbounded } = findUser(aws, UserName);
    aws.iam.putUser(unbounded);
  },
};
