/**
 * Signature Version 4 from the server's side (AWS documentation, "Create a signed AWS API request").
 * Pure functions over the request as it was sent; nothing here knows who the caller is.
 */
import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../wire/message.js';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What a request says about its own signature, in the header or in the query of a presigned URL. */
export interface SignatureClaim {
  accessKeyId: string;
  /** `20261123` */
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  /** `20261123T101500Z` */
  timestamp: string;
  sessionToken: string | undefined;
  /** Seconds a presigned URL is good for; undefined for a signed header. */
  expires: number | undefined;
}

/** Why a claim cannot be read: the sentence that AWS gives. */
export class UnreadableClaim extends Error {}

/**
 * Finds the signature of a request.
 *
 * @returns undefined when the request carries none.
 * @throws UnreadableClaim when it carries half of one.
 */
export function readClaim(request: HttpRequest): SignatureClaim | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return readHeader(header, request);
  const query = new URLSearchParams(request.query);
  if (query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm')) return readQuery(query);
  if (query.has('AWSAccessKeyId')) {
    throw new UnreadableClaim(
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  return undefined;
}

function readHeader(header: string, request: HttpRequest): SignatureClaim {
  const space = header.indexOf(' ');
  const algorithm = space < 0 ? header : header.slice(0, space);
  if (algorithm !== ALGORITHM) {
    throw new UnreadableClaim(`Unsupported Authorization type: '${algorithm}'; expecting ${ALGORITHM}.`);
  }
  const parts = new Map(
    header
      .slice(space + 1)
      .split(',')
      .map((part) => {
        const [name = '', ...value] = part.trim().split('=');
        return [name, value.join('=')] as const;
      }),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  const timestamp = request.headers['x-amz-date'] ?? '';
  const problems = missing.map((name) => `Authorization header requires '${name}' parameter.`);
  if (timestamp === '')
    problems.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (problems.length > 0) throw new UnreadableClaim(problems.join(' '));
  return {
    ...readScope(parts.get('Credential') ?? ''),
    signedHeaders: (parts.get('SignedHeaders') ?? '').split(';'),
    signature: parts.get('Signature') ?? '',
    timestamp,
    sessionToken: request.headers['x-amz-security-token'],
    expires: undefined,
  };
}

function readQuery(query: URLSearchParams): SignatureClaim {
  const names = ['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date', 'Expires'].map(
    (n) => `X-Amz-${n}`,
  );
  const missing = names.filter((name) => !query.get(name));
  if (missing.length > 0)
    throw new UnreadableClaim(`Query-string authentication requires ${missing.join(', ')}.`);
  const expires = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > 604_800) {
    throw new UnreadableClaim('X-Amz-Expires must be a number of seconds between 1 and 604800.');
  }
  return {
    ...readScope(query.get('X-Amz-Credential') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expires,
  };
}

function readScope(credential: string): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const parts = credential.split('/');
  const [accessKeyId, date, region, service, end] = parts.slice(-5);
  if (parts.length !== 5 || !accessKeyId || !date || !region || !service || end !== 'aws4_request') {
    throw new UnreadableClaim(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return { accessKeyId, date, region, service };
}

/** @returns the instant of `20261123T101500Z`; undefined when it is not one. */
export function readTimestamp(timestamp: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(timestamp);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

export function sha256Hex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(key: Uint8Array | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Everything but the characters that RFC 3986 leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeQueryText(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [encode(decodeQueryText(name)), encode(decodeQueryText(value.join('=')))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * The canonical forms a path may have been signed in. S3 encodes each segment once, but its SDKs sign
 * what they send, escapes that were not needed included; every other service has the path `/` here.
 */
function canonicalPaths(path: string): string[] {
  try {
    const encoded = path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/');
    return encoded === path ? [path] : [encoded, path];
  } catch {
    return [path]; // a broken escape cannot be decoded, but it can still be signed as sent
  }
}

/** The canonical requests (mostly one) that the signature may cover. */
export function canonicalRequests(
  request: HttpRequest,
  claim: SignatureClaim,
  payloadHash: string,
): string[] {
  const headers = claim.signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
  return canonicalPaths(request.path).map((path) =>
    [
      request.method,
      path,
      canonicalQuery(request.query),
      headers,
      claim.signedHeaders.join(';'),
      payloadHash,
    ].join('\n'),
  );
}

export function scopeOf(claim: SignatureClaim): string {
  return `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
}

export function stringToSign(claim: SignatureClaim, canonicalRequest: string): string {
  return [ALGORITHM, claim.timestamp, scopeOf(claim), sha256Hex(canonicalRequest)].join('\n');
}

const signingKeys = new Map<string, Buffer>();
const MOST_SIGNING_KEYS = 100;

/** The key of one day, region and service; the last hundred are kept, since every call needs one. */
export function signingKey(secret: string, claim: SignatureClaim): Buffer {
  const name = `${secret}/${scopeOf(claim)}`;
  let key = signingKeys.get(name);
  if (!key) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, claim.date), claim.region), claim.service), 'aws4_request');
    if (signingKeys.size >= MOST_SIGNING_KEYS) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}
