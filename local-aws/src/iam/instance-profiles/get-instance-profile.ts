import type { GetInstanceProfileRequest, GetInstanceProfileResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeProfile, findProfile, profileNeed } from './profiles.js';

/** Shows an instance profile with its role and tags. */
export const getInstanceProfile: Operation<GetInstanceProfileRequest, GetInstanceProfileResponse> = {
  needs: (input, call) => [profileNeed('GetInstanceProfile', input.InstanceProfileName, call)],

  run({ InstanceProfileName }, { aws }) {
    const profile = findProfile(aws, InstanceProfileName);
    return { InstanceProfile: { ...describeProfile(aws, profile), Tags: [...profile.tags] } };
  },
};
