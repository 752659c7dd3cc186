import type { UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeRole } from '../describe.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';

/** Changes the description of a role, also of a service-linked one, and shows it. */
export const updateRoleDescription: Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> = {
  needs: (input, call) => [roleNeed('UpdateRoleDescription', input.RoleName, call)],

  run({ RoleName, Description = '' }, { aws }) {
    const role = { ...findRole(aws, RoleName), description: Description };
    aws.iam.putRole(role);
    return { Role: { ...describeRole(aws.iam, role), Description } };
  },
};
