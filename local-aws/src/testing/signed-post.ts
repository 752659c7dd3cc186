import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from './harness.js';

export interface SignedPost {
  endpoint: string;
  /** `x-amz-target`, such as `Firehose_20150804.PutRecord`. */
  target: string;
  body: Uint8Array | string;
  credentials: Credentials;
  /** When it is signed, in milliseconds since the epoch. */
  at: number;
  region?: string;
  service?: string;
}

export interface PostAnswer {
  status: number;
  body: string;
}

/** No call of a test takes longer than this. */
const PATIENCE_MS = 10_000;

/**
 * One call of an AWS JSON service, signed as AWS's documentation says, with a body that no SDK has looked at.
 *
 * @throws DOMException TimeoutError when no answer comes
 */
export async function signedPost(post: SignedPost): Promise<PostAnswer> {
  const { endpoint, target, body, credentials, at, region = 'us-east-1', service = 'firehose' } = post;
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const canonical = [
    'POST',
    '/',
    '',
    `host:${new URL(endpoint).host}`,
    `x-amz-date:${time}`,
    `x-amz-target:${target}`,
    '',
    'host;x-amz-date;x-amz-target',
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  return jsonPost(endpoint, body, {
    'x-amz-date': time,
    'x-amz-target': target,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
  });
}

/** The same without any signature, or with one that is given. */
export async function jsonPost(
  endpoint: string,
  body: Uint8Array | string,
  headers: Record<string, string>,
): Promise<PostAnswer> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: answer.status, body: await answer.text() };
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
