import type {
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
} from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { page } from '../paging.js';
import { describeProfile } from './profiles.js';

/** Lists the instance profiles that hold a role. */
export const listInstanceProfilesForRole: Operation<
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse
> = {
  needs: (input, call) => [roleNeed('ListInstanceProfilesForRole', input.RoleName, call)],

  run(input, { aws }) {
    const profiles = aws.iam.profiles.ofRole(findRole(aws, input.RoleName).name);
    const { items, end } = page(profiles, ({ name }) => name, input);
    return { InstanceProfiles: items.map((profile) => describeProfile(aws, profile)), ...end };
  },
};
