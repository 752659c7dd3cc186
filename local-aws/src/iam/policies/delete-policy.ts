import type { DeletePolicyRequest } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { deleteConflict } from '../errors.js';
import { findOwnPolicy } from '../find.js';
import { policyNeed } from '../needs.js';

/** Deletes a managed policy that is attached nowhere and has only its default version left. */
export const deletePolicy: Operation<DeletePolicyRequest, void> = {
  needs: (input, call) => [policyNeed('DeletePolicy', input.PolicyArn, call)],

  run({ PolicyArn = '' }, { aws }) {
    const policy = findOwnPolicy(aws, PolicyArn);
    if (aws.iam.policyUses().has(PolicyArn)) {
      throw deleteConflict('Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's " +
          'versions. The default version is deleted with the policy.',
      );
    }
    aws.iam.deletePolicy(PolicyArn);
  },
};
