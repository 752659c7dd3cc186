/**
 * Signature Version 4 from the server's side (AWS documentation, "Create a signed AWS API request").
 * Pure functions over the request as it was sent; nothing here knows who the caller is.
 */
import { createHash, createHmac } from 'node:crypto';
import type { HttpRequest } from '../wire/message.js';
import type { SignatureClaim } from './claim.js';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

export function sha256Hex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

export function sha256Base64(data: string): string {
  return createHash('sha256').update(data).digest('base64');
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
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // a broken escape cannot be decoded, but it can still be signed as sent
  }
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
