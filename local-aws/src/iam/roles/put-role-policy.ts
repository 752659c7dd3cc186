import type { PutRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnRole } from '../find.js';
import { withInline } from '../inline-policies.js';
import { roleNeed } from '../needs.js';

/** Sets an inline policy of a role. */
export const putRolePolicy: Operation<PutRolePolicyRequest, void> = {
  needs: (input, call) => [roleNeed('PutRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName = '', PolicyDocument = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    const inline = withInline(role, PolicyName, PolicyDocument, 'RolePolicySize');
    aws.iam.putRole({ ...role, inline });
  },
};
