import type { AddRoleToInstanceProfileRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { checkQuota } from '../quotas.js';
import { findProfile, profileNeed } from './profiles.js';

/** Puts a role into an instance profile, which holds one at most. The role is passed to EC2. */
export const addRoleToInstanceProfile: Operation<AddRoleToInstanceProfileRequest, void> = {
  needs({ InstanceProfileName, RoleName }, call) {
    const { shownAs: _, ...pass } = roleNeed('PassRole', RoleName, call, {
      'iam:PassedToService': 'ec2.amazonaws.com',
    });
    return [profileNeed('AddRoleToInstanceProfile', InstanceProfileName, call), pass];
  },

  run({ InstanceProfileName, RoleName }, { aws }) {
    const profile = findProfile(aws, InstanceProfileName);
    const role = findOwnRole(aws, RoleName);
    checkQuota('InstanceSessionsPerInstanceProfile', profile.role === undefined ? 1 : 2);
    aws.iam.profiles.put({ ...profile, role: role.name });
  },
};
