import type { DeleteUserRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findUser } from '../find.js';
import { userNeed } from '../needs.js';
import { replaceTrustedPrincipal } from '../trusted-principals.js';

/** Deletes a user who is in no group and has no policies and no access keys any more. */
export const deleteUser: Operation<DeleteUserRequest, void> = {
  needs: (input, call) => [userNeed('DeleteUser', input.UserName, call)],

  run({ UserName }, { aws }) {
    const { iam } = aws;
    const user = findUser(aws, UserName);
    // AWS does not document which of several it names; this order is decided by us
    if (user.groups?.length) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    if (user.attached.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(user.inline).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    if (iam.keys.of(user.name).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete access keys first.');
    }
    iam.deleteUser(user.name);
    replaceTrustedPrincipal(iam, iam.userArn(user), user.id);
  },
};
