/** Step 4: what the role may do, and nothing more. */
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  type Policy,
} from '@aws-sdk/client-iam';
import type { Aws } from './connect.js';
import { awsFault, failed, StepError } from './errors.js';
import { isOurs, type Names, type Outcome, TUTORIAL_TAG } from './names.js';
import { findRole, sameDocument } from './role.js';

const MOST_VERSIONS = 5;

/** The six S3 actions that Firehose needs to deliver, on this bucket only. Direct PUT needs no kinesis action. */
export function policyDocument(bucketArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TheBucket',
        Effect: 'Allow',
        Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: bucketArn,
      },
      {
        Sid: 'ItsObjects',
        Effect: 'Allow',
        Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
        Resource: `${bucketArn}/*`,
      },
    ],
  };
}

/**
 * Finds the policy or creates it, tagged as the tutorial's. One that says something else gets a new default
 * version, if the tutorial made it.
 *
 * @throws StepError when a foreign policy of that name says something else, or the rights are missing.
 */
export async function ensurePolicy(
  aws: Aws,
  names: Pick<Names, 'bucketArn' | 'policy' | 'policyArn'>,
): Promise<Outcome> {
  const wanted = JSON.stringify(policyDocument(names.bucketArn));
  const PolicyArn = names.policyArn;
  const policy = await findPolicy(aws, PolicyArn);
  try {
    if (!policy) {
      await aws.iam.send(
        new CreatePolicyCommand({
          PolicyName: names.policy,
          PolicyDocument: wanted,
          Description: 'Lets Firehose write to the bucket of the tutorial',
          Tags: [TUTORIAL_TAG],
        }),
      );
      return 'created';
    }
    const VersionId = policy.DefaultVersionId;
    const current = await aws.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    if (sameDocument(current.PolicyVersion?.Document, wanted)) return 'found';
    if (!isOurs(policy.Tags)) {
      throw new StepError(
        `Using the policy ${names.policy}`,
        'it exists, this tutorial did not make it, and it says something else',
        'Choose another [IAM] policy_name in dl.cfg: this tutorial changes only what it made itself.',
      );
    }
    await makeRoomForVersion(aws, PolicyArn);
    await aws.iam.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: wanted, SetAsDefault: true }),
    );
    return 'changed';
  } catch (error) {
    throw failed(`${policy ? 'Changing' : 'Creating'} the policy ${names.policy}`, error);
  }
}

/** A policy keeps five versions; the oldest that is not in force makes room for a sixth. */
async function makeRoomForVersion(aws: Aws, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await aws.iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  if (Versions.length < MOST_VERSIONS) return;
  const number = ({ VersionId = '' }) => Number(VersionId.slice(1)); // v1, v2, …
  const [oldest] = Versions.filter((version) => !version.IsDefaultVersion).sort(
    (a, b) => number(a) - number(b),
  );
  if (oldest) await aws.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
}

/** The policy, or undefined. Built from its ARN: searching through ListPolicies means paging through AWS's own thousand. */
export async function findPolicy(aws: Aws, PolicyArn: string): Promise<Policy | undefined> {
  try {
    return (await aws.iam.send(new GetPolicyCommand({ PolicyArn }))).Policy;
  } catch (error) {
    if (awsFault(error).name.startsWith('NoSuchEntity')) return undefined;
    throw failed(`Looking for the policy ${PolicyArn}`, error);
  }
}

/**
 * Attaches the policy to the role.
 *
 * @throws StepError when either is missing, the role is a foreign one, or the rights are missing.
 */
export async function attachPolicy(aws: Aws, RoleName: string, PolicyArn: string): Promise<Outcome> {
  const tried = `Attaching the policy ${PolicyArn} to the role ${RoleName}`;
  try {
    if ((await attachedPolicies(aws, RoleName)).includes(PolicyArn)) return 'found';
    const role = await findRole(aws, RoleName);
    if (role && !isOurs(role.Tags)) {
      throw new StepError(
        tried,
        'this tutorial did not make the role, so it does not change what the role may do',
        'Choose another [IAM] role_name in dl.cfg, or let whoever made the role attach the policy.',
      );
    }
    await aws.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return 'created';
  } catch (error) {
    throw failed(tried, error);
  }
}

/**
 * The ARNs of the policies attached to a role (at most 20 by AWS's quota, so one page holds them).
 *
 * @throws StepError when there is no such role, or the rights are missing.
 */
export async function attachedPolicies(aws: Aws, RoleName: string): Promise<string[]> {
  try {
    const { AttachedPolicies = [] } = await aws.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    return AttachedPolicies.map((policy) => policy.PolicyArn ?? '');
  } catch (error) {
    throw failed(`Listing the policies of the role ${RoleName}`, error);
  }
}
