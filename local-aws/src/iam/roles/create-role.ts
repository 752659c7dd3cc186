import type { CreateRoleRequest, CreateRoleResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeBoundary, describeRole, describeTags } from '../describe.js';
import { checkTrustPolicy } from '../documents/trust-policy.js';
import { entityAlreadyExists } from '../errors.js';
import { checkBoundary } from '../find.js';
import { iamArn, newId } from '../ids.js';
import { checkQuota, sizeOf } from '../quotas.js';
import type { RoleRow } from '../rows.js';
import { requestTagContext, withTags } from '../tags.js';

/** Makes a role. Services can assume it only after it has propagated. */
export const createRole: Operation<CreateRoleRequest, CreateRoleResponse> = {
  needs({ Path = '/', RoleName = '', Tags = [], PermissionsBoundary }, { aws }) {
    const resource = iamArn(aws.account, 'role', Path, RoleName);
    const context = requestTagContext(Tags);
    if (PermissionsBoundary !== undefined) context['iam:PermissionsBoundary'] = PermissionsBoundary;
    const create = { action: 'iam:CreateRole', resource, context };
    return Tags.length > 0 ? [create, { action: 'iam:TagRole', resource, context }] : [create];
  },

  run(input, { aws }) {
    const {
      RoleName: name = '',
      AssumeRolePolicyDocument: trust = '',
      PermissionsBoundary: boundary,
    } = input;
    const { iam } = aws;
    checkTrustPolicy(trust, iam);
    checkQuota('ACLSizePerRole', sizeOf(trust));
    if (iam.isRoleNameTaken(name)) throw entityAlreadyExists(`Role with name ${name} already exists.`);
    checkQuota('RolesPerAccount', iam.roles().length + 1);
    if (boundary !== undefined) checkBoundary(aws, boundary);
    const role: RoleRow = {
      name,
      id: newId('AROA'),
      path: input.Path ?? '/',
      created: iam.stamp(),
      description: input.Description,
      maxSessionDuration: input.MaxSessionDuration ?? 3600,
      tags: withTags([], input.Tags),
      trust,
      attached: [],
      inline: {},
      boundary,
    };
    iam.putRole(role);
    return { Role: { ...describeRole(iam, role), ...describeBoundary(role), ...describeTags(role.tags) } };
  },
};
