import type { TagRoleRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { requestTagContext, withTags } from '../tags.js';

/** Adds tags to a role, or replaces their values. */
export const tagRole: Operation<TagRoleRequest, void> = {
  needs: (input, call) => [roleNeed('TagRole', input.RoleName, call, requestTagContext(input.Tags))],

  run({ RoleName, Tags }, { aws }) {
    const role = findRole(aws, RoleName);
    aws.iam.putRole({ ...role, tags: withTags(role.tags, Tags) });
  },
};
