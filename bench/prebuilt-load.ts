/** The load that asks least of the client: ready-made signed requests over sixteen connections. */
import { type Connection, openConnection } from './connection.js';
import { FRESH_MS, signRequests, tampered } from './prebuilt-requests.js';
import { BATCH_RECORDS } from './records.js';
import type { RunningServer } from './servers.js';

export const CONNECTIONS = 16;

export interface PrebuiltLoad {
  /** Signs anew where the signatures grow old. To be called before each block. */
  refresh(): Promise<void>;
  /** Sends while `goOn` says so, and returns the number of records acknowledged. */
  send(goOn: (calls: number) => boolean): Promise<number>;
  close(): void;
}

export function prebuiltLoad(server: RunningServer): PrebuiltLoad {
  const connections = Array.from({ length: CONNECTIONS }, () => openConnection(server.endpoint));
  let requests: Buffer[] = [];
  let signedAt = Number.NEGATIVE_INFINITY;
  return {
    async refresh() {
      if (Date.now() - signedAt < FRESH_MS) return;
      requests = await signRequests(server);
      signedAt = Date.now();
      await checkAnswer(connections[0] as Connection, requests[0] as Buffer);
    },
    async send(goOn) {
      let calls = 0;
      const lane = async (connection: Connection) => {
        while (goOn(calls)) {
          const request = requests[calls % requests.length] as Buffer;
          calls += 1;
          const { status, body } = await connection.send(request);
          if (status !== 200) throw new Error(`PutRecordBatch answered ${status}: ${body.toString('utf8')}`);
        }
      };
      await Promise.all(connections.map(lane));
      return calls * BATCH_RECORDS;
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}

async function checkAnswer(connection: Connection, request: Buffer): Promise<void> {
  const { status, body } = await connection.send(request);
  const text = body.toString('utf8');
  const answer = status === 200 ? JSON.parse(text) : {};
  if (answer.FailedPutCount === 0 && answer.RequestResponses?.length === BATCH_RECORDS) return;
  throw new Error(`A signed request was not accepted whole: ${status} ${text.slice(0, 300)}`);
}

/**
 * Makes sure that signatures are checked: the same request with one changed byte must be refused.
 *
 * @throws Error when the server takes it
 */
export async function checkSignaturesMatter(server: RunningServer): Promise<void> {
  const connection = openConnection(server.endpoint);
  const [request] = await signRequests(server);
  try {
    await checkAnswer(connection, request as Buffer);
    const { status, body } = await connection.send(tampered(request as Buffer));
    const text = body.toString('utf8');
    if (status === 200 || !text.includes('InvalidSignatureException')) {
      throw new Error(`A request with one changed byte got ${status} ${text.slice(0, 300)}`);
    }
  } finally {
    connection.close();
  }
}
