import { createHash } from 'node:crypto';
import type { Owner } from '@aws-sdk/client-s3';

/**
 * An account as S3 names owners: by its canonical user id of 64 hexadecimal digits. Recorded on AWS: without
 * a display name. The id itself is made up by us, always the same for the same account.
 */
export function ownerOf(account: string): Owner {
  return { ID: createHash('sha256').update(`canonical user of account ${account}`).digest('hex') };
}
