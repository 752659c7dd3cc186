import type { DeleteGroupRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findGroup } from '../find.js';
import { groupNeed } from '../needs.js';

/** Deletes a group that has no members and no policies any more. */
export const deleteGroup: Operation<DeleteGroupRequest, void> = {
  needs: (input, call) => [groupNeed('DeleteGroup', input.GroupName, call)],

  run({ GroupName }, { aws }) {
    const group = findGroup(aws, GroupName);
    if (aws.iam.membersOf(group.name).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    if (group.attached.length > 0) {
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(group.inline).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    aws.iam.deleteGroup(group.name);
  },
};
