/** IAM: users, roles and policies, and the calls that manage them. */
import type { Service } from '../operation.js';
import { attachRolePolicy } from './attach-role-policy.js';
import { createPolicy } from './create-policy.js';
import { createPolicyVersion } from './create-policy-version.js';
import { createRole } from './create-role.js';
import { deletePolicy } from './delete-policy.js';
import { deletePolicyVersion } from './delete-policy-version.js';
import { deleteRole } from './delete-role.js';
import { deleteRolePolicy } from './delete-role-policy.js';
import { accessDenied } from './denied.js';
import { detachRolePolicy } from './detach-role-policy.js';
import { getPolicy } from './get-policy.js';
import { getPolicyVersion } from './get-policy-version.js';
import { getRole } from './get-role.js';
import { getRolePolicy } from './get-role-policy.js';
import { invalid } from './invalid.js';
import { limits } from './limits.js';
import { listAttachedRolePolicies } from './list-attached-role-policies.js';
import { listEntitiesForPolicy } from './list-entities-for-policy.js';
import { listPolicies } from './list-policies.js';
import { listPolicyTags } from './list-policy-tags.js';
import { listPolicyVersions } from './list-policy-versions.js';
import { listRolePolicies } from './list-role-policies.js';
import { listRoleTags } from './list-role-tags.js';
import { listRoles } from './list-roles.js';
import { putRolePolicy } from './put-role-policy.js';
import { setDefaultPolicyVersion } from './set-default-policy-version.js';
import { simulatePrincipalPolicy } from './simulate-principal-policy.js';
import { tagPolicy } from './tag-policy.js';
import { tagRole } from './tag-role.js';
import { untagPolicy } from './untag-policy.js';
import { untagRole } from './untag-role.js';
import { updateAssumeRolePolicy } from './update-assume-role-policy.js';

export const service: Service = {
  name: 'iam',
  operations: {
    AttachRolePolicy: attachRolePolicy,
    CreatePolicy: createPolicy,
    CreatePolicyVersion: createPolicyVersion,
    CreateRole: createRole,
    DeletePolicy: deletePolicy,
    DeletePolicyVersion: deletePolicyVersion,
    DeleteRole: deleteRole,
    DeleteRolePolicy: deleteRolePolicy,
    DetachRolePolicy: detachRolePolicy,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    GetRole: getRole,
    GetRolePolicy: getRolePolicy,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    ListEntitiesForPolicy: listEntitiesForPolicy,
    ListPolicies: listPolicies,
    ListPolicyTags: listPolicyTags,
    ListPolicyVersions: listPolicyVersions,
    ListRolePolicies: listRolePolicies,
    ListRoleTags: listRoleTags,
    ListRoles: listRoles,
    PutRolePolicy: putRolePolicy,
    SetDefaultPolicyVersion: setDefaultPolicyVersion,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    TagPolicy: tagPolicy,
    TagRole: tagRole,
    UntagPolicy: untagPolicy,
    UntagRole: untagRole,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  },
  constraints: limits,
  invalid,
  denied: accessDenied,
};
