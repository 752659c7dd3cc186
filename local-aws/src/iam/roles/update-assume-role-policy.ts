import type { UpdateAssumeRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { checkTrustPolicy } from '../documents/trust-policy.js';
import { findOwnRole } from '../find.js';
import { roleNeed } from '../needs.js';
import { checkQuota, sizeOf } from '../quotas.js';

/** Replaces the trust policy of a role. Services go by the old one until the change has propagated. */
export const updateAssumeRolePolicy: Operation<UpdateAssumeRolePolicyRequest, void> = {
  needs: (input, call) => [roleNeed('UpdateAssumeRolePolicy', input.RoleName, call)],

  run({ RoleName, PolicyDocument: trust = '' }, { aws }) {
    const role = findOwnRole(aws, RoleName);
    checkTrustPolicy(trust, aws.iam);
    checkQuota('ACLSizePerRole', sizeOf(trust));
    aws.iam.putRole({ ...role, trust });
  },
};
