/** Checksums of objects: the one file that knows where the algorithms come from. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { badChecksum, badMd5, invalidDigest, invalidRequest } from './errors.js';

export type ChecksumName = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';
export type ChecksumMember = `Checksum${ChecksumName}`;

interface Algorithm {
  bytes: number;
  digest(content: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

const ALGORITHMS: Readonly<Record<ChecksumName, Algorithm>> = {
  CRC32: { bytes: 4, digest: crc32Bytes },
  CRC32C: { bytes: 4, digest: (content) => streamed(new Crc32c(), content) },
  CRC64NVME: { bytes: 8, digest: (content) => streamed(new Crc64Nvme(), content) },
  MD5: { bytes: 16, digest: (content) => hash('md5', content) },
  SHA1: { bytes: 20, digest: (content) => hash('sha1', content) },
  SHA256: { bytes: 32, digest: (content) => hash('sha256', content) },
  SHA512: { bytes: 64, digest: (content) => hash('sha512', content) },
};

/** What S3 computes for an upload that brings no checksum (AWS documentation, since December 2024). */
const DEFAULT_CHECKSUM: ChecksumName = 'CRC64NVME';

function crc32Bytes(content: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes;
}

function streamed(sum: Crc32c | Crc64Nvme, content: Uint8Array): Promise<Uint8Array> {
  sum.update(content);
  return sum.digest();
}

function hash(name: string, content: Uint8Array): Uint8Array {
  return createHash(name).update(content).digest();
}

/** A checksum as S3 writes it: base64. */
export async function checksum(name: ChecksumName, content: Uint8Array): Promise<string> {
  return Buffer.from(await ALGORITHMS[name].digest(content)).toString('base64');
}

/**
 * The MD5 of a content in hexadecimal, compared with the Content-MD5 that came along, if one did.
 *
 * @throws AwsError InvalidDigest when that is no MD5, BadDigest when it is another.
 */
export function verifiedMd5(content: Uint8Array, contentMd5: string | undefined): string {
  const md5 = createHash('md5').update(content).digest();
  if (contentMd5 !== undefined) {
    if (!isDigest(contentMd5, 16)) throw invalidDigest(contentMd5);
    if (contentMd5 !== md5.toString('base64')) throw badMd5(contentMd5, md5.toString('base64'));
  }
  return md5.toString('hex');
}

/**
 * The checksum to keep of a content: the one that came along, verified, or S3's default one.
 *
 * @throws AwsError InvalidRequest for several, malformed or promised and missing checksums, BadDigest for a wrong one.
 */
export async function verifiedChecksum(
  content: Uint8Array,
  input: Pick<PutObjectRequest, 'ChecksumAlgorithm' | ChecksumMember>,
): Promise<{ name: ChecksumName; value: string }> {
  const names = Object.keys(ALGORITHMS) as ChecksumName[];
  const [name, ...others] = names.filter((candidate) => input[`Checksum${candidate}`] !== undefined);
  if (name === undefined) {
    if (input.ChecksumAlgorithm !== undefined) {
      throw invalidRequest(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
    return { name: DEFAULT_CHECKSUM, value: await checksum(DEFAULT_CHECKSUM, content) };
  }
  if (others.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const given = input[`Checksum${name}`] as string;
  if (!isDigest(given, ALGORITHMS[name].bytes)) {
    throw invalidRequest(`Value for x-amz-checksum-${name.toLowerCase()} header is invalid.`);
  }
  const value = await checksum(name, content);
  if (given !== value) throw badChecksum(name);
  return { name, value };
}

/** Whether a text is the base64 of that many bytes. */
function isDigest(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.byteLength === bytes && decoded.toString('base64') === text;
}
