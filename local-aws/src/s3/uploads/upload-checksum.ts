import type { CreateMultipartUploadRequest } from '@aws-sdk/client-s3';
import { isChecksumName } from '../checksums.js';
import { invalidRequest } from '../errors.js';
import type { UploadChecksum } from './rows.js';

/** Sums that can be joined, and so can be of the whole content although the parts came one by one. */
const JOINABLE: readonly string[] = ['CRC32', 'CRC32C', 'CRC64NVME'];

/**
 * The checksum that the creator of an upload asks for. Rules from AWS's documentation ("Checking object
 * integrity in Amazon S3"), texts as recorded on AWS.
 *
 * @throws AwsError InvalidRequest
 */
export function askedChecksum({
  ChecksumAlgorithm: name,
  ChecksumType,
}: Pick<CreateMultipartUploadRequest, 'ChecksumAlgorithm' | 'ChecksumType'>): UploadChecksum | undefined {
  if (name === undefined) {
    if (ChecksumType === undefined) return undefined;
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  if (!isChecksumName(name)) {
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const type = ChecksumType ?? (name === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible = type === 'COMPOSITE' ? name !== 'CRC64NVME' : JOINABLE.includes(name);
  if (!isPossible) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${name.toLowerCase()} checksum algorithm.`,
    );
  }
  return { name, type };
}
