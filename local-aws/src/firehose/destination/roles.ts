/** The roles that a caller hands to Firehose: who may, which can be used, and putting them on. */

import { AwsError } from '../../errors.js';
import type { Call, LocalAws, Need } from '../../operation.js';
import { assumeRoleAs, RoleNotAssumable } from '../../sts/assume-role.js';
import { invalidArgument } from '../errors.js';
import type { Destination } from '../stream.js';
import type { Settings } from './destination.js';

/** What a caller writes may hold a null wherever a list has an entry; nobody has looked at it yet. */
type Processing = Settings['ProcessingConfiguration'];

/**
 * What the caller must be allowed to do to hand over the roles in these settings: those of the destination, of
 * the backup, and of a Lambda processor (AWS documentation, "Grant Firehose access"; that each of them counts,
 * also where it is not in force, is decided by us).
 */
export function passRoles(settings: Settings | undefined): Need[] {
  const backup = settings?.S3BackupUpdate ?? settings?.S3BackupConfiguration;
  const roles = [settings?.RoleARN, backup?.RoleARN, ...invokingRoles(settings?.ProcessingConfiguration)];
  return distinct(roles).map((resource) => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': 'firehose.amazonaws.com' },
  }));
}

/**
 * Firehose puts its roles on before it accepts a destination. One text for every reason: role missing, wrong
 * trust policy, or too new (reported by everybody who ever scripted this, of the destination's role; that it is
 * so for the other two is decided by us).
 *
 * @throws AwsError InvalidArgumentException for a role that cannot be assumed, AccessDeniedException for one of
 *   another account.
 */
export function requireUsableRoles({ aws, caller }: Call, destination: Destination, streamArn: string): void {
  const { RoleARN, S3Backup, ProcessingConfiguration } = destination;
  for (const role of distinct([RoleARN, S3Backup?.RoleARN, ...invokingRoles(ProcessingConfiguration)])) {
    refuseForeign(role, aws.account, caller.arn);
    try {
      deliveryRole(aws, role, streamArn);
    } catch (error) {
      if (!(error instanceof RoleNotAssumable)) throw error;
      throw invalidArgument(
        `Firehose is unable to assume role ${role}. Please check the role provided.`,
        error,
      );
    }
  }
}

/** A role of another account cannot be passed, whatever the caller may do in his own (measured by others on AWS). */
function refuseForeign(role: string, account: string, caller: string): void {
  if (role.split(':')[4] === account) return;
  throw new AwsError(
    'AccessDeniedException',
    400,
    `User: ${caller} is not authorized to perform: iam:PassRole on resource: ${role}`,
  );
}

/**
 * The session of a role that Firehose has put on. Firehose brings the account as external id (AWS documentation)
 * and, decided by us, the two keys that guard against a confused deputy.
 *
 * @throws RoleNotAssumable
 */
export function deliveryRole(aws: LocalAws, roleArn: string, streamArn: string) {
  return assumeRoleAs(aws, {
    roleArn,
    service: 'firehose.amazonaws.com',
    sessionName: 'firehose-delivery',
    context: { 'sts:ExternalId': aws.account, 'aws:SourceAccount': aws.account, 'aws:SourceArn': streamArn },
  });
}

/** The roles that are to invoke Lambda functions. */
function invokingRoles(processing: Processing): (string | undefined)[] {
  const lambdas = processing?.Processors?.filter((processor) => processor?.Type === 'Lambda') ?? [];
  const parameters = lambdas.flatMap((lambda) => lambda.Parameters ?? []);
  return parameters.filter((one) => one?.ParameterName === 'RoleArn').map((one) => one.ParameterValue);
}

function distinct(roles: readonly (string | undefined)[]): string[] {
  return [...new Set(roles.filter((role) => role !== undefined && role !== ''))] as string[];
}
