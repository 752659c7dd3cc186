import type { GetRolePolicyRequest, GetRolePolicyResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { encodeDocument } from './describe.js';
import { findInlinePolicy, findRole } from './find.js';
import { roleNeed } from './needs.js';

/** Shows an inline policy of a role. */
export const getRolePolicy: Operation<GetRolePolicyRequest, GetRolePolicyResponse> = {
  needs: (input, call) => [roleNeed('GetRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName }, { aws }) {
    const role = findRole(aws, RoleName);
    const document = findInlinePolicy(role, PolicyName);
    return { RoleName: role.name, PolicyName, PolicyDocument: encodeDocument(document) };
  },
};
