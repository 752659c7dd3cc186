/** Bytes in, bytes out: the HTTP side of local-aws, on node:http. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CutConnection } from './faults/faults.js';
import type { HttpRequest, HttpResponse } from './wire/message.js';

/** Room for PutRecordBatch's 4 MiB as base64 in JSON, and for a single object put. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
const IDLE_MS = 65_000;

export interface Ids {
  requestId: string;
  /** S3's and Firehose's second id: 96 characters. */
  hostId: string;
}

export type Handler = (request: HttpRequest, ids: Ids) => Promise<HttpResponse>;

/** Hosts that a request may be meant for; anything else is a page that a browser was lured to (DNS rebinding). */
function isLoopback(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

class BodyTooLarge extends Error {}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = Object.create(null); // a header may be called `constructor`
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = (message.rawHeaders[i] as string).toLowerCase();
    const value = message.rawHeaders[i + 1] as string;
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return headers;
}

/**
 * Makes a server that hands every request to `handler`. The handler answers, or throws CutConnection to hang
 * up without a word; should it throw anything else, the caller gets a bare 500 and `onError` the reason.
 */
export function createHttpServer(handler: Handler, onError: (error: unknown) => void): Server {
  const server = createServer((message, response) => {
    answer(handler, message, response).catch((error) => {
      if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return; // the client went away
      if (error instanceof CutConnection) {
        message.socket.destroy();
        return;
      }
      onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = IDLE_MS;
  server.headersTimeout = IDLE_MS;
  server.requestTimeout = 300_000;
  return server;
}

async function answer(handler: Handler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const ids: Ids = { requestId: randomUUID(), hostId: randomBytes(72).toString('base64') };
  if (!isLoopback(message.headers.host)) {
    send(response, {
      status: 403,
      headers: {},
      body: `local-aws does not answer to the host ${message.headers.host}\n`,
    });
    return;
  }
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  let body: Buffer;
  try {
    body = await readBody(message);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) return; // the client broke off while sending: nobody to answer
    response.setHeader('connection', 'close');
    send(response, {
      status: 413,
      headers: {},
      body: `local-aws takes bodies of up to ${LARGEST_BODY_BYTES} bytes\n`,
    });
    return;
  }
  const request: HttpRequest = {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(message),
    body,
  };
  const result = await handler(request, ids);
  if (request.method === 'HEAD') {
    if (result.body instanceof Readable) result.body.destroy();
    response.writeHead(result.status, result.headers).end();
    return;
  }
  if (result.body instanceof Readable) {
    response.writeHead(result.status, result.headers);
    await pipeline(result.body, response);
    return;
  }
  send(response, result);
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body as Uint8Array | undefined);
  const hasLength = status !== 204 && status !== 304;
  response.writeHead(status, hasLength ? { ...headers, 'content-length': bytes?.byteLength ?? 0 } : headers);
  response.end(bytes);
}
