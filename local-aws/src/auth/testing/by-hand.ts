/** Requests signed, or half signed, by hand. */
import type { LocalAwsUnderTest } from '../../testing/harness.js';
import { type RawAnswer, rawRequest } from '../../testing/raw-request.js';

export type Service = 'firehose' | 's3' | 'sts';
export type Said = [status: number, code: string, message: string];

export const NOW = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
export const TODAY = NOW.slice(0, 8);

/** A header that is right but for its signature, with changes. */
export function header(
  local: LocalAwsUnderTest,
  service: Service,
  change: { credential?: string; signedHeaders?: string } = {},
): string {
  const { accessKeyId } = local.server.credentials;
  const { signedHeaders = 'host;x-amz-date' } = change;
  const credential = change.credential ?? 'KEY/TODAY/us-east-1/SERVICE/aws4_request';
  const filled = credential.replace('KEY', accessKeyId).replace('TODAY', TODAY).replace('SERVICE', service);
  return `AWS4-HMAC-SHA256 Credential=${filled}, SignedHeaders=${signedHeaders}, Signature=${'0'.repeat(64)}`;
}

/** Sends a request that reads, to the bucket `headers` in the case of S3; an empty header is left out. */
export function ask(
  local: LocalAwsUnderTest,
  service: Service,
  headers: Record<string, string>,
): Promise<RawAnswer> {
  const { endpoint } = local;
  const sent = { 'x-amz-date': NOW, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers };
  for (const [name, value] of Object.entries(sent)) if (value === '') delete sent[name as keyof typeof sent];
  if (service === 's3') return rawRequest(`${endpoint}/headers`, { headers: sent });
  if (service === 'firehose') {
    const target = { 'x-amz-target': 'Firehose_20150804.ListDeliveryStreams' };
    return rawRequest(endpoint, { method: 'POST', headers: { ...sent, ...target }, body: '{}' });
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  return rawRequest(endpoint, { method: 'POST', headers: { ...sent, ...form }, body });
}

/** What an error answer says, whatever its protocol. */
export function said({ status, body }: RawAnswer): Said {
  if (body.startsWith('{')) {
    const { __type: type = '', message = '' } = JSON.parse(body) as { __type?: string; message?: string };
    return [status, type, message];
  }
  const text = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? '';
  const plain = text('Message').replaceAll('&apos;', "'").replaceAll('&quot;', '"');
  return [status, text('Code'), plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>')];
}
