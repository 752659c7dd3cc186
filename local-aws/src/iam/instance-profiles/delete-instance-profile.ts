import type { DeleteInstanceProfileRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findProfile, profileNeed } from './profiles.js';

/** Deletes an instance profile that holds no role any more. */
export const deleteInstanceProfile: Operation<DeleteInstanceProfileRequest, void> = {
  needs: (input, call) => [profileNeed('DeleteInstanceProfile', input.InstanceProfileName, call)],

  run({ InstanceProfileName }, { aws }) {
    const profile = findProfile(aws, InstanceProfileName);
    if (profile.role !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    aws.iam.profiles.delete(profile.name);
  },
};
