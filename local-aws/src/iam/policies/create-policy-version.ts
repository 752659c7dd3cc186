import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeVersion } from '../describe.js';
import { checkIdentityPolicy } from '../documents/policy-document.js';
import { limitExceeded } from '../errors.js';
import { findOwnPolicy } from '../find.js';
import { policyNeed } from '../needs.js';
import { checkQuota, QUOTAS, sizeOf } from '../quotas.js';
import type { PolicyRow } from '../rows.js';

/**
 * Adds a version to a managed policy; it counts only once it is the default. Numbers are never given twice.
 */
export const createPolicyVersion: Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> = {
  needs: (input, call) => [policyNeed('CreatePolicyVersion', input.PolicyArn, call)],

  run({ PolicyArn, PolicyDocument: document = '', SetAsDefault = false }, { aws }) {
    const policy = findOwnPolicy(aws, PolicyArn);
    checkIdentityPolicy(document);
    checkQuota('PolicySize', sizeOf(document));
    if (policy.versions.length >= QUOTAS.VersionsPerPolicy) {
      throw limitExceeded(
        `A managed policy can have up to ${QUOTAS.VersionsPerPolicy} versions. ` +
          'Before you create a new version, you must delete an existing version.',
      );
    }
    const lastVersion = policy.lastVersion + 1;
    const version = { id: `v${lastVersion}`, document, created: aws.iam.stamp() };
    const changed: PolicyRow = {
      ...policy,
      versions: [...policy.versions, version],
      updated: version.created,
      lastVersion,
      defaultVersion: SetAsDefault ? version.id : policy.defaultVersion,
    };
    aws.iam.putPolicy(changed);
    return { PolicyVersion: describeVersion(changed, version) };
  },
};
