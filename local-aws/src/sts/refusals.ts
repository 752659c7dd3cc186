/** What STS does not do for this caller, or not here. */
import { notInLocalAws } from '../errors.js';
import type { Principal } from '../operation.js';
import { accessDenied } from './errors.js';

/** @throws AwsError AccessDenied for a caller with temporary credentials (text of public transcripts). */
export function refuseSessions({ session }: Principal, operation: string): void {
  if (session) throw accessDenied(`Cannot call ${operation} with session credentials`);
}

/** There are no MFA devices here. @throws AwsError AccessDenied with AWS's text for an unknown device. */
export function refuseMfa({ SerialNumber, TokenCode }: { SerialNumber?: string; TokenCode?: string }): void {
  if (SerialNumber === undefined && TokenCode === undefined) return;
  throw accessDenied(
    'MultiFactorAuthentication failed, unable to validate MFA code.  ' +
      'Please verify your MFA serial number is valid and associated with this user.',
  );
}

/** @throws AwsError NotImplemented (501) naming the first of these members that the input has. */
export function refuseUnsupported<Input extends object>(
  operation: string,
  input: Input,
  members: readonly (keyof Input & string)[],
): void {
  const found = members.find((member) => input[member] !== undefined);
  if (found) throw notInLocalAws('sts', `${operation} with ${found}`);
}
