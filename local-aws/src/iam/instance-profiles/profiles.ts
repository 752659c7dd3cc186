/** What the calls about instance profiles have in common. Texts and members of the answers were recorded on AWS. */
import type { InstanceProfile } from '@aws-sdk/client-iam';
import type { Call, LocalAws, Need } from '../../operation.js';
import { describeRole } from '../describe.js';
import { noSuchEntity } from '../errors.js';
import { iamArn } from '../ids.js';
import type { InstanceProfileRow } from '../rows.js';
import { resourceTagContext } from '../tags.js';

/** @throws AwsError NoSuchEntity */
export function findProfile({ iam }: LocalAws, name = ''): InstanceProfileRow {
  const profile = iam.profiles.get(name);
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** A right on an instance profile that is there, or that is not. */
export function profileNeed(
  action: string,
  name: string | undefined,
  { aws }: Call,
  context?: Need['context'],
): Need {
  const profile = aws.iam.profiles.get(name ?? '');
  return {
    action: `iam:${action}`,
    resource: iamArn(aws.account, 'instance-profile', profile?.path ?? '/', name ?? ''),
    shownAs: `instance profile ${name}`,
    context: { ...resourceTagContext(profile?.tags), ...context },
  };
}

/** The members that every answer has which shows an instance profile. */
export function describeProfile({ iam, account }: LocalAws, profile: InstanceProfileRow): InstanceProfile {
  const role = profile.role === undefined ? undefined : iam.role(profile.role);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: iamArn(account, 'instance-profile', profile.path, profile.name),
    CreateDate: new Date(profile.created),
    Roles: role ? [describeRole(iam, role)] : [],
  };
}
