import type { Call } from '../../operation.js';
import { type ChecksumMembers, isChecksumName, verifiedChecksum, verifiedMd5 } from '../checksums.js';
import { invalidRequest } from '../errors.js';

/** Operations whose body is content, or whose checksums are not those of the body: they look for themselves. */
const OWN_CHECKS: ReadonlySet<string> = new Set(['CompleteMultipartUpload', 'PutObject', 'UploadPart']);
/** Operations that S3 refuses without a checksum (AWS documentation). */
const DEMANDING: ReadonlySet<string> = new Set(['DeleteObjects']);

const PREFIX = 'x-amz-checksum-';

/**
 * Checks the checksums that came with an XML document, of which an operation's input knows nothing.
 *
 * @throws AwsError InvalidRequest where one must be and none is (text of public transcripts); BadDigest,
 *   InvalidDigest.
 */
export async function checkDocument(operation: string, { request }: Call): Promise<void> {
  if (!request || request.body.byteLength === 0 || OWN_CHECKS.has(operation)) return;
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined) verifiedMd5(request.body, md5);
  const given: ChecksumMembers = {};
  for (const [header, value] of Object.entries(request.headers)) {
    const name = header.startsWith(PREFIX) ? header.slice(PREFIX.length).toUpperCase() : '';
    if (isChecksumName(name)) given[`Checksum${name}`] = value;
  }
  const checksum = await verifiedChecksum(request.body, given);
  if (DEMANDING.has(operation) && md5 === undefined && checksum === undefined) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
}
