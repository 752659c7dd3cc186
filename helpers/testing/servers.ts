/** Small HTTP servers on loopback for tests: each request gets the next of the prepared answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  url: string;
  /** How many requests came. */
  requests: number;
  close(): Promise<void>;
}

/** An answer with a status and a body; an object is sent as JSON. */
export function answer(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Takes the request and never answers. */
export const hang: Answer = () => {};

/** Cuts the connection instead of an answer. */
export const cut: Answer = (request) => request.socket.destroy();

/** Starts a server that gives the answers in their order, and the last one for ever. */
export async function serve(...answers: Answer[]): Promise<TestServer> {
  const http = createServer((request, response) => {
    const next = answers[Math.min(server.requests, answers.length - 1)];
    server.requests += 1;
    request.resume().once('end', () => next?.(request, response));
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const server: TestServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests: 0,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

/** The address of a port on which nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await serve(hang);
  await server.close();
  return server.url;
}
