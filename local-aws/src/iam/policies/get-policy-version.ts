import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '@aws-sdk/client-iam';
import type { Operation } from '../../operation.js';
import { describeVersion, encodeDocument } from '../describe.js';
import { findVersion } from '../find.js';
import { policyNeed } from '../needs.js';

/** Shows one version of a managed policy, with its document. */
export const getPolicyVersion: Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> = {
  needs: (input, call) => [policyNeed('GetPolicyVersion', input.PolicyArn, call)],

  run({ PolicyArn, VersionId }, { aws }) {
    const { policy, version } = findVersion(aws, PolicyArn, VersionId);
    return {
      PolicyVersion: { Document: encodeDocument(version.document), ...describeVersion(policy, version) },
    };
  },
};
