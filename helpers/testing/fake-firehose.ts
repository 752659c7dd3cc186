/** A Firehose that speaks JSON 1.1 over HTTP, takes records only, and fails as a test plans it. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirehoseClient } from '@aws-sdk/client-firehose';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** What becomes of one PutRecordBatch. `lose the answer` takes the records and cuts the connection. */
export type Outcome =
  | 'accept'
  | 'cut'
  | 'hang'
  | 'lose the answer'
  | { refuse: (index: number) => boolean }
  | { status: number; error: string; message?: string };

export interface FakeFirehose {
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
  plan: (call: number, records: string[]) => Outcome | Promise<Outcome>,
): Promise<FakeFirehose> {
  const fake = { landed: [] as string[], calls: [] as string[][], refused: [] as string[][] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.headers['x-amz-target'] !== 'Firehose_20150804.PutRecordBatch') {
      return send(response, 400, { __type: 'UnknownOperationException' });
    }
    const { Records } = JSON.parse(Buffer.concat(chunks).toString()) as { Records: { Data: string }[] };
    const records = Records.map(({ Data }) => Buffer.from(Data, 'base64').toString());
    const call = fake.calls.push(records) - 1;
    const refused: string[] = [];
    fake.refused.push(refused);
    const outcome = await plan(call, records);
    if (outcome === 'hang') return;
    if (outcome === 'cut') return void request.socket.destroy();
    if (typeof outcome === 'object' && 'error' in outcome) {
      const { status, error, message = 'as planned' } = outcome;
      return send(response, status, { __type: error, message });
    }
    const RequestResponses = records.map((record, index) => {
      if (typeof outcome === 'object' && outcome.refuse(index)) {
        refused.push(record);
        return { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
      }
      return { RecordId: String(fake.landed.push(record)) };
    });
    if (outcome === 'lose the answer') return void request.socket.destroy();
    send(response, 200, { FailedPutCount: refused.length, Encrypted: false, RequestResponses });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const client = new FirehoseClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1, // the SDK's own attempts would hide what the producer does
  });
  const close = async () => {
    client.destroy();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return { ...fake, client, close };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
