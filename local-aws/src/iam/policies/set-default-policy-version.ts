import type { SetDefaultPolicyVersionRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { findOwnVersion } from '../find.js';
import { policyNeed } from '../needs.js';

/** Makes another version the one that counts. */
export const setDefaultPolicyVersion: Operation<SetDefaultPolicyVersionRequest, void> = {
  needs: (input, call) => [policyNeed('SetDefaultPolicyVersion', input.PolicyArn, call)],

  run({ PolicyArn, VersionId }, { aws }) {
    const { policy, version } = findOwnVersion(aws, PolicyArn, VersionId);
    aws.iam.putPolicy({ ...policy, defaultVersion: version.id });
  },
};
