/** A Firehose that speaks JSON 1.1 over HTTP, takes records only, and fails as a test plans it. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/**
 * What becomes of one PutRecordBatch. `lose the answer` and `accept and hang` take the records, and then cut the
 * connection or never answer; `garbage` is an answer that is no JSON.
 */
export type Outcome =
  | 'accept'
  | 'cut'
  | 'hang'
  | 'lose the answer'
  | 'accept and hang'
  | 'garbage'
  | 'answer for one only'
  | { refuse: (index: number) => boolean; message?: string; isIndented?: boolean }
  | { status: number; error: string; message?: string };

interface Put {
  DeliveryStreamName?: string;
  Record?: { Data: string };
  Records?: { Data: string }[];
}

export interface FakeFirehose {
  endpoint: string;
  /** An SDK client that would try again by itself. */
  client: FirehoseClient;
  /** What was accepted, in the order of its acceptance. */
  landed: string[];
  /** The records of each call. */
  calls: string[][];
  /** Of each call, the records that were refused; empty for calls that failed as a whole. */
  refused: string[][];
  close(): Promise<void>;
}

/**
 * Starts it.
 *
 * @param plan says what becomes of a call; it may take its time.
 */
export async function startFakeFirehose(
  plan: (call: number, records: string[], accessKeyId: string) => Outcome | Promise<Outcome>,
): Promise<FakeFirehose> {
  const fake = { landed: [] as string[], calls: [] as string[][], refused: [] as string[][] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Put;
    const isSingle = request.headers['x-amz-target'] === 'Firehose_20150804.PutRecord';
    const Records = body.Records ?? (isSingle && body.Record && body.DeliveryStreamName ? [body.Record] : []);
    if (Records.length === 0) return send(response, 400, { __type: 'ValidationException' });
    const records = Records.map(({ Data }) => Buffer.from(Data, 'base64').toString());
    const call = fake.calls.push(records) - 1;
    const refused: string[] = [];
    fake.refused.push(refused);
    const accessKeyId = /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const outcome = await plan(call, records, accessKeyId);
    if (outcome === 'hang') return;
    if (outcome === 'garbage') return void response.writeHead(200).end('<html>');
    if (outcome === 'cut') return void request.socket.destroy();
    if (typeof outcome === 'object' && 'error' in outcome) {
      const { status, error, message = 'as planned' } = outcome;
      return send(response, status, { __type: error, message });
    }
    const answered = outcome === 'answer for one only' ? records.slice(0, 1) : records;
    const RequestResponses = answered.map((record, index) => {
      if (typeof outcome === 'object' && outcome.refuse(index)) {
        refused.push(record);
        return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: outcome.message ?? 'Slow down.' };
      }
      return { RecordId: String(fake.landed.push(record)) };
    });
    if (outcome === 'lose the answer') return void request.socket.destroy();
    if (outcome === 'accept and hang') return;
    const FailedPutCount = refused.length + records.length - answered.length;
    const indent = typeof outcome === 'object' && outcome.isIndented ? 2 : 0;
    send(response, 200, { FailedPutCount, Encrypted: false, RequestResponses }, indent);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new FirehoseClient({ endpoint, region: 'us-east-1', credentials });
  const close = async () => {
    client.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { ...fake, endpoint, client, close };
}

function send(response: ServerResponse, status: number, body: object, indent = 0): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body, null, indent));
}
