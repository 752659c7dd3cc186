import type { UntagRoleRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { withoutTags } from '../tags.js';

/** Takes tags off a role. A key that is not there is no error. */
export const untagRole: Operation<UntagRoleRequest, void> = {
  needs: ({ RoleName, TagKeys = [] }, call) => [
    roleNeed('UntagRole', RoleName, call, { 'aws:TagKeys': TagKeys }),
  ],

  run({ RoleName, TagKeys }, { aws }) {
    const role = findRole(aws, RoleName);
    aws.iam.putRole({ ...role, tags: withoutTags(role.tags, TagKeys) });
  },
};
