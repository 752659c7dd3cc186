/** Versions of objects, as far as a bucket without versioning has any: each object is its version `null`. */
import { invalidArgument } from '../errors.js';

export const NULL_VERSION = 'null';

/** @throws AwsError InvalidArgument for any version but `null` (recorded on AWS). */
export function checkVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== NULL_VERSION) {
    throw invalidArgument('Invalid version id specified', 'versionId', versionId);
  }
}

/**
 * The action on an object: those that name a version are actions of their own, such as `s3:GetObjectVersion`
 * and `s3:GetObjectVersionTagging` (AWS documentation).
 *
 * @param action Such as `s3:GetObject`.
 */
export function objectAction(action: string, versionId: string | undefined): string {
  return versionId === undefined ? action : action.replace('Object', 'ObjectVersion');
}
