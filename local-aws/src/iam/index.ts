/** IAM: users, groups, roles and policies, and the calls that manage them. */
import type { Service } from '../operation.js';
import { createAccessKey } from './access-keys/create-access-key.js';
import { deleteAccessKey } from './access-keys/delete-access-key.js';
import { getAccessKeyLastUsed } from './access-keys/get-access-key-last-used.js';
import { listAccessKeys } from './access-keys/list-access-keys.js';
import { updateAccessKey } from './access-keys/update-access-key.js';
import { createAccountAlias } from './account/create-account-alias.js';
import { deleteAccountAlias } from './account/delete-account-alias.js';
import { getAccountAuthorizationDetails } from './account/get-account-authorization-details.js';
import { getAccountSummary } from './account/get-account-summary.js';
import { listAccountAliases } from './account/list-account-aliases.js';
import { accessDenied } from './denied.js';
import { addUserToGroup } from './groups/add-user-to-group.js';
import { attachGroupPolicy } from './groups/attach-group-policy.js';
import { createGroup } from './groups/create-group.js';
import { deleteGroup } from './groups/delete-group.js';
import { deleteGroupPolicy } from './groups/delete-group-policy.js';
import { detachGroupPolicy } from './groups/detach-group-policy.js';
import { getGroup } from './groups/get-group.js';
import { getGroupPolicy } from './groups/get-group-policy.js';
import { listAttachedGroupPolicies } from './groups/list-attached-group-policies.js';
import { listGroupPolicies } from './groups/list-group-policies.js';
import { listGroups } from './groups/list-groups.js';
import { listGroupsForUser } from './groups/list-groups-for-user.js';
import { putGroupPolicy } from './groups/put-group-policy.js';
import { removeUserFromGroup } from './groups/remove-user-from-group.js';
import { updateGroup } from './groups/update-group.js';
import { addRoleToInstanceProfile } from './instance-profiles/add-role-to-instance-profile.js';
import { createInstanceProfile } from './instance-profiles/create-instance-profile.js';
import { deleteInstanceProfile } from './instance-profiles/delete-instance-profile.js';
import { getInstanceProfile } from './instance-profiles/get-instance-profile.js';
import { listInstanceProfileTags } from './instance-profiles/list-instance-profile-tags.js';
import { listInstanceProfiles } from './instance-profiles/list-instance-profiles.js';
import { listInstanceProfilesForRole } from './instance-profiles/list-instance-profiles-for-role.js';
import { removeRoleFromInstanceProfile } from './instance-profiles/remove-role-from-instance-profile.js';
import { tagInstanceProfile } from './instance-profiles/tag-instance-profile.js';
import { untagInstanceProfile } from './instance-profiles/untag-instance-profile.js';
import { invalid } from './invalid.js';
import { limits } from './limits.js';
import { createPolicy } from './policies/create-policy.js';
import { createPolicyVersion } from './policies/create-policy-version.js';
import { deletePolicy } from './policies/delete-policy.js';
import { deletePolicyVersion } from './policies/delete-policy-version.js';
import { getPolicy } from './policies/get-policy.js';
import { getPolicyVersion } from './policies/get-policy-version.js';
import { listEntitiesForPolicy } from './policies/list-entities-for-policy.js';
import { listPolicies } from './policies/list-policies.js';
import { listPolicyTags } from './policies/list-policy-tags.js';
import { listPolicyVersions } from './policies/list-policy-versions.js';
import { setDefaultPolicyVersion } from './policies/set-default-policy-version.js';
import { tagPolicy } from './policies/tag-policy.js';
import { untagPolicy } from './policies/untag-policy.js';
import { attachRolePolicy } from './roles/attach-role-policy.js';
import { createRole } from './roles/create-role.js';
import { createServiceLinkedRole } from './roles/create-service-linked-role.js';
import { deleteRole } from './roles/delete-role.js';
import { deleteRolePermissionsBoundary } from './roles/delete-role-permissions-boundary.js';
import { deleteRolePolicy } from './roles/delete-role-policy.js';
import { deleteServiceLinkedRole } from './roles/delete-service-linked-role.js';
import { detachRolePolicy } from './roles/detach-role-policy.js';
import { getRole } from './roles/get-role.js';
import { getRolePolicy } from './roles/get-role-policy.js';
import { getServiceLinkedRoleDeletionStatus } from './roles/get-service-linked-role-deletion-status.js';
import { listAttachedRolePolicies } from './roles/list-attached-role-policies.js';
import { listRolePolicies } from './roles/list-role-policies.js';
import { listRoleTags } from './roles/list-role-tags.js';
import { listRoles } from './roles/list-roles.js';
import { putRolePermissionsBoundary } from './roles/put-role-permissions-boundary.js';
import { putRolePolicy } from './roles/put-role-policy.js';
import { tagRole } from './roles/tag-role.js';
import { untagRole } from './roles/untag-role.js';
import { updateAssumeRolePolicy } from './roles/update-assume-role-policy.js';
import { updateRole } from './roles/update-role.js';
import { updateRoleDescription } from './roles/update-role-description.js';
import { getContextKeysForCustomPolicy } from './simulation/get-context-keys-for-custom-policy.js';
import { getContextKeysForPrincipalPolicy } from './simulation/get-context-keys-for-principal-policy.js';
import { simulateCustomPolicy } from './simulation/simulate-custom-policy.js';
import { simulatePrincipalPolicy } from './simulation/simulate-principal-policy.js';
import { attachUserPolicy } from './users/attach-user-policy.js';
import { createUser } from './users/create-user.js';
import { deleteUser } from './users/delete-user.js';
import { deleteUserPermissionsBoundary } from './users/delete-user-permissions-boundary.js';
import { deleteUserPolicy } from './users/delete-user-policy.js';
import { detachUserPolicy } from './users/detach-user-policy.js';
import { getUser } from './users/get-user.js';
import { getUserPolicy } from './users/get-user-policy.js';
import { listAttachedUserPolicies } from './users/list-attached-user-policies.js';
import { listUserPolicies } from './users/list-user-policies.js';
import { listUserTags } from './users/list-user-tags.js';
import { listUsers } from './users/list-users.js';
import { putUserPermissionsBoundary } from './users/put-user-permissions-boundary.js';
import { putUserPolicy } from './users/put-user-policy.js';
import { tagUser } from './users/tag-user.js';
import { untagUser } from './users/untag-user.js';
import { updateUser } from './users/update-user.js';

export const service: Service = {
  name: 'iam',
  operations: {
    AddRoleToInstanceProfile: addRoleToInstanceProfile,
    AddUserToGroup: addUserToGroup,
    AttachGroupPolicy: attachGroupPolicy,
    AttachRolePolicy: attachRolePolicy,
    AttachUserPolicy: attachUserPolicy,
    CreateAccessKey: createAccessKey,
    CreateAccountAlias: createAccountAlias,
    CreateGroup: createGroup,
    CreateInstanceProfile: createInstanceProfile,
    CreatePolicy: createPolicy,
    CreatePolicyVersion: createPolicyVersion,
    CreateRole: createRole,
    CreateServiceLinkedRole: createServiceLinkedRole,
    CreateUser: createUser,
    DeleteAccessKey: deleteAccessKey,
    DeleteAccountAlias: deleteAccountAlias,
    DeleteGroup: deleteGroup,
    DeleteGroupPolicy: deleteGroupPolicy,
    DeleteInstanceProfile: deleteInstanceProfile,
    DeletePolicy: deletePolicy,
    DeletePolicyVersion: deletePolicyVersion,
    DeleteRole: deleteRole,
    DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary,
    DeleteRolePolicy: deleteRolePolicy,
    DeleteServiceLinkedRole: deleteServiceLinkedRole,
    DeleteUser: deleteUser,
    DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary,
    DeleteUserPolicy: deleteUserPolicy,
    DetachGroupPolicy: detachGroupPolicy,
    DetachRolePolicy: detachRolePolicy,
    DetachUserPolicy: detachUserPolicy,
    GetAccessKeyLastUsed: getAccessKeyLastUsed,
    GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
    GetAccountSummary: getAccountSummary,
    GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
    GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
    GetGroup: getGroup,
    GetGroupPolicy: getGroupPolicy,
    GetInstanceProfile: getInstanceProfile,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    GetRole: getRole,
    GetRolePolicy: getRolePolicy,
    GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus,
    GetUser: getUser,
    GetUserPolicy: getUserPolicy,
    ListAccessKeys: listAccessKeys,
    ListAccountAliases: listAccountAliases,
    ListAttachedGroupPolicies: listAttachedGroupPolicies,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    ListAttachedUserPolicies: listAttachedUserPolicies,
    ListEntitiesForPolicy: listEntitiesForPolicy,
    ListGroupPolicies: listGroupPolicies,
    ListGroups: listGroups,
    ListGroupsForUser: listGroupsForUser,
    ListInstanceProfileTags: listInstanceProfileTags,
    ListInstanceProfiles: listInstanceProfiles,
    ListInstanceProfilesForRole: listInstanceProfilesForRole,
    ListPolicies: listPolicies,
    ListPolicyTags: listPolicyTags,
    ListPolicyVersions: listPolicyVersions,
    ListRolePolicies: listRolePolicies,
    ListRoleTags: listRoleTags,
    ListRoles: listRoles,
    ListUserPolicies: listUserPolicies,
    ListUserTags: listUserTags,
    ListUsers: listUsers,
    PutGroupPolicy: putGroupPolicy,
    PutRolePermissionsBoundary: putRolePermissionsBoundary,
    PutRolePolicy: putRolePolicy,
    PutUserPermissionsBoundary: putUserPermissionsBoundary,
    PutUserPolicy: putUserPolicy,
    RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
    RemoveUserFromGroup: removeUserFromGroup,
    SetDefaultPolicyVersion: setDefaultPolicyVersion,
    SimulateCustomPolicy: simulateCustomPolicy,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    TagInstanceProfile: tagInstanceProfile,
    TagPolicy: tagPolicy,
    TagRole: tagRole,
    TagUser: tagUser,
    UntagInstanceProfile: untagInstanceProfile,
    UntagPolicy: untagPolicy,
    UntagRole: untagRole,
    UntagUser: untagUser,
    UpdateAccessKey: updateAccessKey,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    UpdateGroup: updateGroup,
    UpdateRole: updateRole,
    UpdateRoleDescription: updateRoleDescription,
    UpdateUser: updateUser,
  },
  constraints: limits,
  invalid,
  denied: accessDenied,
};
