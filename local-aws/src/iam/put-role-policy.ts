import type { PutRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findRole } from './find.js';
import { roleNeed } from './needs.js';
import { checkIdentityPolicy } from './policy-document.js';
import { checkQuota, sizeOf } from './quotas.js';

/** Sets an inline policy of a role. */
export const putRolePolicy: Operation<PutRolePolicyRequest, void> = {
  needs: (input, call) => [roleNeed('PutRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyName = '', PolicyDocument = '' }, { aws }) {
    const role = findRole(aws, RoleName);
    checkIdentityPolicy(PolicyDocument);
    const inline = { ...role.inline, [PolicyName]: PolicyDocument };
    checkQuota(
      'RolePolicySize',
      Object.values(inline).reduce((sum, document) => sum + sizeOf(document), 0),
    );
    aws.iam.putRole({ ...role, inline });
  },
};
