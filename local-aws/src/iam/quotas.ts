/**
 * What one account may have (AWS documentation: "IAM and AWS STS quotas"; the texts from public transcripts).
 */
import { quotaExceeded } from './errors.js';

const QUOTAS = {
  RolesPerAccount: 1_000,
  PoliciesPerAccount: 1_500,
  PoliciesPerRole: 10,
  /** Characters of a trust policy. */
  ACLSizePerRole: 2_048,
  /** Characters of a managed policy. */
  PolicySize: 6_144,
  /** Characters of all inline policies of a role together. */
  RolePolicySize: 10_240,
};

/**
 * Refuses what would be more than the quota.
 *
 * @throws AwsError LimitExceeded
 */
export function checkQuota(unit: keyof typeof QUOTAS, amount: number): void {
  if (amount > QUOTAS[unit]) throw quotaExceeded(unit, QUOTAS[unit]);
}

/** The size of a document as IAM counts it: without white space. */
export function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length;
}
