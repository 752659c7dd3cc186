import type { DetachRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { noSuchEntity } from './errors.js';
import { checkPolicyArn, findRole } from './find.js';
import { roleNeed } from './needs.js';

/** Detaches a managed policy from a role. */
export const detachRolePolicy: Operation<DetachRolePolicyRequest, void> = {
  needs: ({ RoleName, PolicyArn = '' }, call) => [
    roleNeed('DetachRolePolicy', RoleName, call, { 'iam:PolicyARN': PolicyArn }),
  ],

  run({ RoleName, PolicyArn = '' }, { aws }) {
    const role = findRole(aws, RoleName);
    checkPolicyArn(PolicyArn);
    if (!role.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
    aws.iam.putRole({ ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
  },
};
