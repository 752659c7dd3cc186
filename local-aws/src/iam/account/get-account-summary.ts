import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { accountNeed } from '../needs.js';
import { QUOTAS } from '../quotas.js';

/** Counts what the account has, beside its quotas. The keys were recorded on AWS. */
export const getAccountSummary: Operation<object, GetAccountSummaryResponse> = {
  needs: () => [accountNeed('GetAccountSummary')],

  run(_, { aws }) {
    const { iam } = aws;
    const policies = iam.policies();
    return {
      SummaryMap: {
        Users: iam.users().length,
        UsersQuota: QUOTAS.UsersPerAccount,
        Groups: iam.groups().length,
        GroupsQuota: QUOTAS.GroupsPerAccount,
        Roles: iam.roles().length,
        RolesQuota: QUOTAS.RolesPerAccount,
        Policies: policies.length,
        PoliciesQuota: QUOTAS.PoliciesPerAccount,
        PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
        PolicyVersionsInUseQuota: 10_000,
        VersionsPerPolicyQuota: QUOTAS.VersionsPerPolicy,
        PolicySizeQuota: QUOTAS.PolicySize,
        UserPolicySizeQuota: QUOTAS.UserPolicySize,
        GroupPolicySizeQuota: QUOTAS.GroupPolicySize,
        RolePolicySizeQuota: QUOTAS.RolePolicySize,
        AssumeRolePolicySizeQuota: QUOTAS.ACLSizePerRole,
        AttachedPoliciesPerUserQuota: QUOTAS.PoliciesPerUser,
        AttachedPoliciesPerGroupQuota: QUOTAS.PoliciesPerGroup,
        AttachedPoliciesPerRoleQuota: QUOTAS.PoliciesPerRole,
        AccessKeysPerUserQuota: QUOTAS.AccessKeysPerUser,
        GroupsPerUserQuota: QUOTAS.GroupsPerUser,
        InstanceProfiles: iam.profiles.all().length,
        InstanceProfilesQuota: QUOTAS.InstanceProfilesPerAccount,
        GlobalEndpointTokenVersion: 1,
        ...NOT_IN_LOCAL_AWS,
      },
    };
  },
};

/** What an account on AWS may have beside: none of it here. */
const NOT_IN_LOCAL_AWS = {
  AccountAccessKeysPresent: 0,
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountSigningCertificatesPresent: 0,
  MFADevices: 0,
  MFADevicesInUse: 0,
  Providers: 0,
  ServerCertificates: 0,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
};
