import type { SetDefaultPolicyVersionRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../operation.js';
import { findOwnPolicy, findVersion } from './find.js';
import { policyNeed } from './needs.js';

/** Makes another version the one that counts. */
export const setDefaultPolicyVersion: Operation<SetDefaultPolicyVersionRequest, void> = {
  needs: (input, call) => [policyNeed('SetDefaultPolicyVersion', input.PolicyArn, call)],

  run({ PolicyArn, VersionId }, { aws }) {
    const policy = findOwnPolicy(aws, PolicyArn);
    const version = findVersion(policy, PolicyArn, VersionId);
    aws.iam.putPolicy({ ...policy, defaultVersion: version.id });
  },
};
