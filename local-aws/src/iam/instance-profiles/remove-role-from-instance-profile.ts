import type { RemoveRoleFromInstanceProfileRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { noSuchEntity } from '../errors.js';
import { findRole } from '../find.js';
import { findProfile, profileNeed } from './profiles.js';

/** Takes the role out of an instance profile. */
export const removeRoleFromInstanceProfile: Operation<RemoveRoleFromInstanceProfileRequest, void> = {
  needs: (input, call) => [profileNeed('RemoveRoleFromInstanceProfile', input.InstanceProfileName, call)],

  run({ InstanceProfileName, RoleName }, { aws }) {
    const { role: held, ...profile } = findProfile(aws, InstanceProfileName);
    const role = findRole(aws, RoleName);
    if (held !== role.name) {
      throw noSuchEntity(`Role ${role.name} in Instance Profile ${profile.name} cannot be found.`);
    }
    aws.iam.profiles.put(profile);
  },
};
