import type { PutUserPermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { checkBoundary, findUser } from '../find.js';
import { userNeed } from '../needs.js';

/** Bounds what the policies of a user may grant by a managed policy. */
export const putUserPermissionsBoundary: Operation<PutUserPermissionsBoundaryRequest, void> = {
  needs: ({ UserName, PermissionsBoundary = '' }, call) => [
    userNeed('PutUserPermissionsBoundary', UserName, call, {
      'iam:PermissionsBoundary': PermissionsBoundary,
    }),
  ],

  run({ UserName, PermissionsBoundary = '' }, { aws }) {
    const user = findUser(aws, UserName);
    checkBoundary(aws, PermissionsBoundary);
    aws.iam.putUser({ ...user, boundary: PermissionsBoundary });
  },
};
