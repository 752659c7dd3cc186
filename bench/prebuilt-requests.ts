/** PutRecordBatch requests as the SDK signs them, ready to be written to a socket. */
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { firehoseClient, STREAM } from './delivery-stream.js';
import { BATCH_RECORDS, makeBatch } from './records.js';
import type { RunningServer } from './servers.js';

/** Different bodies, so that what is delivered does not repeat itself within gzip's window. */
const DIFFERENT = 16;

/** Firehose takes a signature for five minutes (AWS documentation). */
export const FRESH_MS = 3 * 60_000;

interface SignedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** Signs requests of 500 records each. Their bytes are complete: request line, headers, body. */
export async function signRequests(server: RunningServer): Promise<Buffer[]> {
  const client = firehoseClient(server);
  let signed: SignedRequest | undefined;
  // The innermost step: after it comes only the network, which is left out.
  client.middlewareStack.add(
    () => async (args) => {
      signed = args.request as SignedRequest;
      return { output: { $metadata: {} } as never, response: undefined };
    },
    { step: 'deserialize', priority: 'low', name: 'keepInsteadOfSending' },
  );
  // Nothing comes back, so the answer must not be read either.
  client.middlewareStack.remove('deserializerMiddleware');
  const requests: Buffer[] = [];
  for (let index = 0; index < DIFFERENT; index += 1) {
    const Records = makeBatch(index * BATCH_RECORDS);
    await client.send(new PutRecordBatchCommand({ DeliveryStreamName: STREAM, Records }));
    if (!signed) throw new Error('The SDK handed over no signed request');
    requests.push(bytesOf(signed));
    signed = undefined;
  }
  client.destroy();
  return requests;
}

function bytesOf({ method, path, headers, body }: SignedRequest): Buffer {
  const content = typeof body === 'string' ? Buffer.from(body) : Buffer.concat([body]);
  const lines = Object.entries({ ...headers, 'content-length': String(content.length) });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n')), content]);
}

/** The same request with one character of the first record changed, which the signature no longer covers. */
export function tampered(request: Buffer): Buffer {
  const changed = Buffer.from(request);
  const at = changed.indexOf('"Data":"') + '"Data":"'.length + 20;
  changed[at] = changed[at] === 0x41 ? 0x42 : 0x41; // A, else B
  return changed;
}
