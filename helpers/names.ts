/** What everything is called, and its ARN. */
import type { Config } from './config.js';
import type { Aws } from './connect.js';

export interface Names {
  bucket: string;
  bucketArn: string;
  role: string;
  roleArn: string;
  policy: string;
  policyArn: string;
  stream: string;
}

/** The tag that marks what this tutorial made: clean-up removes nothing that lacks it. */
export const TUTORIAL_TAG = { Key: 'made-by', Value: 'kinesis-firehose-tutorial' };

/** Says whether a list of tags carries the tutorial's mark. */
export function isOurs(tags: { Key?: string; Value?: string }[] | undefined): boolean {
  return (tags ?? []).some((tag) => tag.Key === TUTORIAL_TAG.Key && tag.Value === TUTORIAL_TAG.Value);
}

type Caller = Pick<Aws, 'account' | 'arn'>;

/** aws, but aws-cn in China, and aws-us-gov in GovCloud. */
function partitionOf({ arn }: Pick<Aws, 'arn'>): string {
  return arn.split(':')[1] ?? 'aws';
}

/** The ARN of a role or a policy of the account. */
export function iamArn(aws: Caller, what: 'policy' | 'role', name: string): string {
  return `arn:${partitionOf(aws)}:iam::${aws.account}:${what}/${name}`;
}

/**
 * The names from the settings. A name that is not given gets account and region as its suffix: bucket
 * names are shared by all accounts in the world, and role names by all regions of an account. Where people share
 * an account, every name ends in the participant's.
 */
export function nameResources(config: Config, aws: Caller & Pick<Aws, 'region'>): Names {
  const { participant } = config.aws;
  const suffix = `${aws.account}-${aws.region}${participant ? `-${participant}` : ''}`;
  const bucket = config.s3.bucketName ?? `firehose-tutorial-${suffix}`;
  const role = config.iam.roleName ?? `firehose-tutorial-role-${suffix}`;
  const policy = config.iam.policyName ?? `firehose-tutorial-policy-${suffix}`;
  return {
    bucket,
    bucketArn: `arn:${partitionOf(aws)}:s3:::${bucket}`,
    role,
    roleArn: iamArn(aws, 'role', role),
    policy,
    policyArn: iamArn(aws, 'policy', policy),
    stream: config.firehose.streamName ?? `firehose-tutorial-stream-${suffix}`,
  };
}

/** What running a step did: twice is fine, and says so. */
export type Outcome = 'changed' | 'created' | 'found';
