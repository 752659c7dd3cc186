/**
 * `aws-chunked` bodies: S3 clients cut a stream into chunks, sign each or none, and may send the checksum
 * behind the last one (AWS documentation, "Signature calculations: transferring payload in multiple chunks").
 */
import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { SignatureClaim } from './claim.js';
import { hmac, scopeOf, sha256Hex } from './sigv4.js';

/** The SHA-256 of nothing, as AWS's documentation writes it, too. */
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const LONGEST_LINE = 16 * 1024;
/** But for the last one (AWS documentation). */
const SMALLEST_CHUNK = 8 * 1024;

export interface ChunkSigning {
  key: Uint8Array;
  claim: SignatureClaim;
}

export interface DecodedBody {
  body: Buffer;
  /** Trailing headers by lower-case name. */
  trailers: Record<string, string>;
}

export function isChunked(contentSha256: string | undefined): boolean {
  return contentSha256?.startsWith('STREAMING-') ?? false;
}

/**
 * Undoes the chunks of a body whose `x-amz-content-sha256` is `mode`.
 *
 * @param signing the key and the seed signature; used when `mode` says that chunks are signed.
 * @throws AwsError when the form is broken, a chunk's signature does not match, or the length is not the announced one.
 */
export function decodeChunked(
  body: Buffer,
  mode: string,
  decodedLength: string | undefined,
  signing: ChunkSigning,
): DecodedBody {
  const isSigned = mode.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  if (!isSigned && mode !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    throw new AwsError('NotImplemented', 501, `A body of kind ${mode} is not in local-aws.`);
  }
  const chunks: Buffer[] = [];
  let previous = signing.claim.signature;
  let at = 0;
  for (;;) {
    const line = readLine(body, at);
    at = line.next;
    const [sizeText = '', ...extensions] = line.text.split(';');
    if (!/^[0-9a-fA-F]{1,8}$/.test(sizeText)) throw malformed(`chunk size ${JSON.stringify(sizeText)}`);
    const size = Number.parseInt(sizeText, 16);
    const chunk = body.subarray(at, at + size);
    if (chunk.length < size) throw incompleteBody();
    at += size;
    if (isSigned) {
      const given = extensions
        .find((text) => text.startsWith('chunk-signature='))
        ?.slice('chunk-signature='.length);
      const parts = ['AWS4-HMAC-SHA256-PAYLOAD', signing.claim.timestamp, scopeOf(signing.claim), previous];
      previous = verify(given, [...parts, EMPTY_HASH, sha256Hex(chunk)].join('\n'), signing);
    }
    if (size === 0) break;
    const before = chunks.at(-1);
    if (before && before.length < SMALLEST_CHUNK) throw chunkTooSmall(chunks.length, before.length);
    chunks.push(chunk);
    if (body.subarray(at, at + 2).toString('latin1') !== '\r\n') throw malformed('no line end after a chunk');
    at += 2;
  }
  const trailers = readTrailers(body.subarray(at), isSigned ? { ...signing, previous } : undefined);
  const decoded = Buffer.concat(chunks);
  if (decodedLength !== undefined && Number(decodedLength) !== decoded.length) throw incompleteBody();
  return { body: decoded, trailers };
}

function readLine(body: Buffer, at: number): { text: string; next: number } {
  const end = body.indexOf('\r\n', at, 'latin1');
  if (end < 0 || end - at > LONGEST_LINE) throw malformed('a chunk header without an end');
  return { text: body.toString('latin1', at, end), next: end + 2 };
}

function readTrailers(
  rest: Buffer,
  signed: (ChunkSigning & { previous: string }) | undefined,
): Record<string, string> {
  const trailers: Record<string, string> = {};
  let signature: string | undefined;
  let canonical = '';
  for (const line of rest.toString('latin1').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
    } else {
      trailers[name] = value;
      canonical += `${name}:${value}\n`;
    }
  }
  if (signed && canonical !== '') {
    const { claim, previous } = signed;
    const parts = [
      'AWS4-HMAC-SHA256-TRAILER',
      claim.timestamp,
      scopeOf(claim),
      previous,
      sha256Hex(canonical),
    ];
    verify(signature, parts.join('\n'), signed);
  }
  return trailers;
}

function verify(given: string | undefined, text: string, signing: ChunkSigning): string {
  const expected = hmac(signing.key, text).toString('hex');
  if (given?.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { AWSAccessKeyId: signing.claim.accessKeyId, StringToSign: text, SignatureProvided: given ?? '' },
    );
  }
  return expected;
}

/** @param number counted from 1 */
function chunkTooSmall(number: number, size: number): AwsError {
  const text = 'Only the last chunk is allowed to have a size less than 8192 bytes';
  return new AwsError('InvalidChunkSizeError', 403, text, { Chunk: number, BadChunkSize: size });
}

function malformed(what: string): AwsError {
  return new AwsError('InvalidRequest', 400, `The aws-chunked body is malformed: ${what}.`);
}

function incompleteBody(): AwsError {
  return new AwsError(
    'IncompleteBody',
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
