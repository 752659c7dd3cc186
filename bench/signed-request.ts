/** One request, signed here and not by an SDK: for what must be sent in great number, or at once. */
import { createHash, createHmac } from 'node:crypto';
import type { RunningServer } from './servers.js';

export interface RequestToSign {
  service: 's3' | 'sts';
  method: string;
  /** Encoded as it is to be sent. */
  path: string;
  /** Names and values, in the order of the names. */
  query?: readonly (readonly [name: string, value: string])[];
  body?: string;
}

/** Its bytes as they go to a socket, signed with SigV4 (AWS documentation, "Create a signed AWS API request"). */
export function signedRequest(
  { endpoint, credentials }: Pick<RunningServer, 'endpoint' | 'credentials'>,
  { service, method, path, query = [], body = '' }: RequestToSign,
): Buffer {
  const { host } = new URL(endpoint);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const hash = sha256(body);
  const headers = [`host:${host}`, `x-amz-content-sha256:${hash}`, `x-amz-date:${time}`];
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = [method, path, search, ...headers, '', names, hash].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const credential = `Credential=${credentials.accessKeyId}/${scope}`;
  const lines = [
    `${method} ${search ? `${path}?${search}` : path} HTTP/1.1`,
    ...headers,
    `authorization: AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
    ...(service === 'sts' ? ['content-type: application/x-www-form-urlencoded'] : []),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
