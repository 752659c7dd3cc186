/**
 * What one account may have (AWS documentation: "IAM and AWS STS quotas"; GetAccountSummary as recorded on AWS;
 * the texts from public transcripts).
 */
import { quotaExceeded } from './errors.js';

export const QUOTAS = {
  UsersPerAccount: 5_000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1_000,
  InstanceProfilesPerAccount: 1_000,
  PoliciesPerAccount: 1_500,
  AccessKeysPerUser: 2,
  GroupsPerUser: 10,
  /** Roles in one instance profile, in IAM's own word. */
  InstanceSessionsPerInstanceProfile: 1,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  VersionsPerPolicy: 5,
  /** Characters of a trust policy. */
  ACLSizePerRole: 2_048,
  /** Characters of a managed policy. */
  PolicySize: 6_144,
  /** Characters of all inline policies of a user together. */
  UserPolicySize: 2_048,
  /** Characters of all inline policies of a group together. */
  GroupPolicySize: 5_120,
  /** Characters of all inline policies of a role together. */
  RolePolicySize: 10_240,
};

export type Quota = keyof typeof QUOTAS;

/**
 * Refuses what would be more than the quota.
 *
 * @throws AwsError LimitExceeded
 */
export function checkQuota(unit: Quota, amount: number): void {
  if (amount > QUOTAS[unit]) throw quotaExceeded(unit, QUOTAS[unit]);
}

/** The size of a document as IAM counts it: without white space. */
export function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length;
}
