import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '../http/server.js';
import type { HttpRequest, HttpResponse } from '../wire/message.js';
import { type Clients, clientsOf } from './harness.js';

const CREDENTIALS = { accessKeyId: 'AKIA0000000000000001', secretAccessKey: 'secret' };

/** A server that keeps the last request as it came over HTTP, and answers what it is told to. */
export interface Recorder {
  /** Unmodified SDK clients that talk to it. */
  readonly clients: Clients;
  answer: HttpResponse;
  /** @throws Error when nothing has come yet. */
  last(): HttpRequest;
  close(): void;
}

export async function startRecorder(): Promise<Recorder> {
  let request: HttpRequest | undefined;
  const handler = async (message: HttpRequest) => {
    request = message;
    return recorder.answer;
  };
  const server = createHttpServer(handler, (error) => {
    throw error;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = clientsOf(`http://127.0.0.1:${port}`, 'us-east-1', CREDENTIALS);
  const recorder: Recorder = {
    clients,
    answer: { status: 200, headers: {} },
    last() {
      if (!request) throw new Error('the recorder has received no request');
      return request;
    },
    close() {
      for (const client of Object.values(clients)) client.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
  return recorder;
}
