import type { Call } from '../../operation.js';
import { noSuchEntity } from '../errors.js';
import { findUserOrCaller } from '../find.js';
import type { AccessKeyRow } from '../rows.js';

/**
 * An access key of the user that a call names, or of the caller.
 *
 * @throws AwsError ValidationError when it names none and the caller is no user; NoSuchEntity
 */
export function findKey(
  call: Call,
  { UserName, AccessKeyId }: { UserName?: string; AccessKeyId?: string },
): { id: string; key: AccessKeyRow } {
  const user = findUserOrCaller(call, UserName);
  const found = call.aws.iam.keys.of(user.name).find(({ id }) => id === AccessKeyId);
  if (!found) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
  return found;
}
