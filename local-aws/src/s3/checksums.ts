/** Checksums of objects: the one file that knows where the algorithms come from. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import type { PutObjectRequest } from '@aws-sdk/client-s3';
import { badChecksum, badMd5, invalidDigest, invalidRequest } from './errors.js';

export type ChecksumName = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'MD5' | 'SHA1' | 'SHA256' | 'SHA512';
export type ChecksumMember = `Checksum${ChecksumName}`;
/** The members of requests and answers that carry checksums, with their values in base64. */
export type ChecksumMembers = Partial<Record<ChecksumMember, string | undefined>>;

/** A checksum under way. */
export interface Sum {
  update(content: Uint8Array): unknown;
  digest(): Uint8Array | Promise<Uint8Array>;
}

const ALGORITHMS: Readonly<Record<ChecksumName, { bytes: number; start(): Sum }>> = {
  CRC32: { bytes: 4, start: crc32Sum },
  CRC32C: { bytes: 4, start: () => new Crc32c() },
  CRC64NVME: { bytes: 8, start: () => new Crc64Nvme() },
  MD5: { bytes: 16, start: () => createHash('md5') },
  SHA1: { bytes: 20, start: () => createHash('sha1') },
  SHA256: { bytes: 32, start: () => createHash('sha256') },
  SHA512: { bytes: 64, start: () => createHash('sha512') },
};

const NAMES = Object.keys(ALGORITHMS) as ChecksumName[];

/** What S3 computes for an upload that brings no checksum (AWS documentation, since December 2024). */
export const DEFAULT_CHECKSUM: ChecksumName = 'CRC64NVME';

export function isChecksumName(text: string): text is ChecksumName {
  return Object.hasOwn(ALGORITHMS, text);
}

function crc32Sum(): Sum {
  let sum = 0;
  return {
    update(content) {
      sum = crc32(content, sum);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes;
    },
  };
}

export function startChecksum(name: ChecksumName): Sum {
  return ALGORITHMS[name].start();
}

/** A checksum as S3 writes it: base64. */
export async function finishChecksum(sum: Sum): Promise<string> {
  return Buffer.from(await sum.digest()).toString('base64');
}

/** The checksum of a content, in base64. */
export function checksum(name: ChecksumName, content: Uint8Array): Promise<string> {
  const sum = startChecksum(name);
  sum.update(content);
  return finishChecksum(sum);
}

/** Lets a content pass, and checksums see it on its way. */
export async function* passing(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  ...sums: Sum[]
): AsyncGenerator<Uint8Array> {
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    for (const sum of sums) sum.update(piece);
    yield piece;
  }
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
 * The one checksum that a request carries, in the form that it must have.
 *
 * @throws AwsError InvalidRequest for several and for malformed ones.
 */
export function givenChecksum(input: ChecksumMembers): { name: ChecksumName; value: string } | undefined {
  const [name, ...others] = NAMES.filter((candidate) => input[`Checksum${candidate}`] !== undefined);
  if (name === undefined) return undefined;
  if (others.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const value = input[`Checksum${name}`] as string;
  if (!isDigest(value, ALGORITHMS[name].bytes)) {
    throw invalidRequest(`Value for x-amz-checksum-${name.toLowerCase()} header is invalid.`);
  }
  return { name, value };
}

/**
 * The checksum that came along with a content, verified; undefined if none did.
 *
 * @throws AwsError InvalidRequest for several, malformed or promised and missing checksums, BadDigest for a wrong one.
 */
export async function verifiedChecksum(
  content: Uint8Array,
  input: Pick<PutObjectRequest, 'ChecksumAlgorithm'> & ChecksumMembers,
): Promise<{ name: ChecksumName; value: string } | undefined> {
  const given = givenChecksum(input);
  if (given === undefined && input.ChecksumAlgorithm !== undefined) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (given && given.value !== (await checksum(given.name, content))) throw badChecksum(given.name);
  return given;
}

/** Whether a text is the base64 of that many bytes. */
function isDigest(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.byteLength === bytes && decoded.toString('base64') === text;
}
