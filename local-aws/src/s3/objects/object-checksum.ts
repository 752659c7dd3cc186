import type { ChecksumType } from '@aws-sdk/client-s3';
import type { ChecksumMembers } from '../checksums.js';
import type { ObjectRow } from '../rows.js';

/** The checksum of an object as most answers have it: a composite one with the number of parts behind it. */
export function shownChecksum({
  checksum,
  parts = [],
}: ObjectRow): ChecksumMembers & { ChecksumType: ChecksumType } {
  const isComposite = checksum.type === 'COMPOSITE';
  return {
    [`Checksum${checksum.name}`]: isComposite ? `${checksum.value}-${parts.length}` : checksum.value,
    ChecksumType: checksum.type ?? 'FULL_OBJECT',
  };
}
