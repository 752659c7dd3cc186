import type { DeletePolicyVersionRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findOwnVersion } from '../find.js';
import { policyNeed } from '../needs.js';

/** Deletes a version of a managed policy that is not the default. */
export const deletePolicyVersion: Operation<DeletePolicyVersionRequest, void> = {
  needs: (input, call) => [policyNeed('DeletePolicyVersion', input.PolicyArn, call)],

  run({ PolicyArn, VersionId }, { aws }) {
    const { policy, version } = findOwnVersion(aws, PolicyArn, VersionId);
    if (version.id === policy.defaultVersion) {
      throw deleteConflict('Cannot delete the default version of a policy.');
    }
    aws.iam.putPolicy({ ...policy, versions: policy.versions.filter(({ id }) => id !== version.id) });
  },
};
