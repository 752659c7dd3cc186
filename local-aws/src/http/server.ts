/** Bytes in, bytes out: the HTTP side of local-aws, on node:http. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CutConnection } from '../faults/faults.js';
import type { HttpHead, HttpRequest, HttpResponse } from '../wire/message.js';
import {
  announcedLength,
  BodyStalled,
  BodyTooLarge,
  ClientGone,
  checkAnnounced,
  endUnread,
  readBody,
} from './body.js';
import { BodyMemory } from './body-memory.js';
import { headOf, isFromThisMachine, isMeantForUs } from './head.js';

/** What a connection may be silent: between two requests, in a head, in a body, while an answer is read. */
const IDLE_MS = 65_000;
const LONGEST_REQUEST_MS = 300_000;
/** How long a client that is still sending may take to notice that it was refused. */
const LINGER_MS = 2_000;
/** Path, query and headers together. */
const LONGEST_HEAD_BYTES = 16 * 1024;
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

export interface Ids {
  requestId: string;
  /** S3's and Firehose's second id: 96 characters. */
  hostId: string;
}

export type Handler = (request: HttpRequest, ids: Ids) => Promise<HttpResponse>;

/** What bodies are taken, and what is said to others. */
export interface BodyRules {
  /** The most bytes of body that a request may have. What it throws is given to `refusal`. */
  most(head: HttpHead): number | Promise<number>;
  /** The answer to a body for which `most` threw, or which is too large (BodyTooLarge) or stopped coming (BodyStalled). */
  refusal(head: HttpHead, error: unknown, ids: Ids): HttpResponse | Promise<HttpResponse>;
  /** Whether nobody keeps any of the body beyond the answer, so that its memory can be another's then. */
  isTransient(head: HttpHead): boolean;
}

export interface HttpOptions {
  /** Without them every body may have 64 MiB. */
  bodies?: BodyRules;
  /** Names beside those of this machine that a request may be meant for, without a port. */
  hosts?: readonly string[];
  /** What only this machine may ask for, whatever host it names. */
  isForThisMachine?: (head: HttpHead) => boolean;
  /** After how much silence a connection ends, in milliseconds. */
  idleMs?: number;
}

const ANY_BODY: BodyRules = {
  most: () => LARGEST_BODY_BYTES,
  refusal(_, error) {
    if (error instanceof BodyTooLarge)
      return plain(413, `local-aws takes bodies of up to ${error.most} bytes`);
    if (error instanceof BodyStalled) return plain(408, `local-aws waited for the body: ${error.message}`);
    throw error;
  },
  isTransient: () => false,
};

/**
 * Makes a server that hands every request to `handler`. The handler answers, or throws CutConnection to hang
 * up without a word; should it throw anything else, the caller gets a bare 500 and `onError` the reason.
 */
export function createHttpServer(
  handler: Handler,
  onError: (error: unknown) => void,
  { bodies = ANY_BODY, hosts = [], isForThisMachine = () => false, idleMs = IDLE_MS }: HttpOptions = {},
): Server {
  const memory = new BodyMemory();
  const onRequest = (message: IncomingMessage, response: ServerResponse, awaitsContinue: boolean) => {
    const mine = { message, response, awaitsContinue, ids: newIds() };
    const exchange = { ...mine, hosts, isForThisMachine, idleMs, memory };
    answer(exchange, handler, bodies).catch((error) => {
      if (error instanceof ClientGone || isGone(error)) return;
      if (!(error instanceof CutConnection)) onError(error);
      // Half an answer must not look like a whole one.
      if (error instanceof CutConnection || response.headersSent) message.socket.destroy();
      else response.writeHead(500).end();
    });
  };
  const server = createServer({
    maxHeaderSize: LONGEST_HEAD_BYTES,
    insecureHTTPParser: false,
    keepAliveTimeout: idleMs,
    headersTimeout: idleMs,
    requestTimeout: LONGEST_REQUEST_MS,
    connectionsCheckingInterval: idleMs / 2,
  });
  // Node would drop what is above 2,000 headers, signed ones among them; their size is bounded already.
  server.maxHeadersCount = 0;
  server.on('request', (message, response) => onRequest(message, response, false));
  server.on('checkContinue', (message, response) => onRequest(message, response, true));
  return server;
}

/** A request and the place for its answer. */
interface Exchange {
  message: IncomingMessage;
  response: ServerResponse;
  /** The client sends the body only when it is told to. */
  awaitsContinue: boolean;
  hosts: readonly string[];
  isForThisMachine: (head: HttpHead) => boolean;
  ids: Ids;
  idleMs: number;
  memory: BodyMemory;
}

async function answer(exchange: Exchange, handler: Handler, bodies: BodyRules): Promise<void> {
  const { message, hosts, isForThisMachine, ids } = exchange;
  const head = headOf(message);
  const host = head.headers.host ?? '';
  if (!isMeantForUs(host, hosts))
    return refuse(exchange, plain(403, `local-aws does not answer to the host ${host}`));
  if (isForThisMachine(head) && !isFromThisMachine(message.socket))
    return refuse(exchange, plain(403, `local-aws answers ${head.path} to its own machine only`));
  if (!head.path.startsWith('/')) return refuse(exchange, plain(400, 'local-aws takes paths alone'));
  const memory = bodies.isTransient(head) ? exchange.memory.take(announcedLength(message)) : undefined;
  let result: HttpResponse;
  try {
    let body: Buffer;
    try {
      body = await bodyOf(exchange, await bodies.most(head), memory);
    } catch (error) {
      if (error instanceof ClientGone) throw error;
      return refuse(exchange, await bodies.refusal(head, error, ids));
    }
    result = await handler({ ...head, body }, ids);
  } finally {
    exchange.memory.give(memory);
  }
  await send(exchange, result);
}

function bodyOf(
  { message, response, awaitsContinue, idleMs }: Exchange,
  most: number,
  memory: Buffer | undefined,
): Promise<Buffer> {
  checkAnnounced(message, most);
  if (awaitsContinue) response.writeContinue();
  return readBody(message, { most, idleMs, memory });
}

/** Answers a request whose body has not been read. */
async function refuse(
  { message, response, idleMs }: Exchange,
  { status, headers, body }: HttpResponse,
): Promise<void> {
  const bytes = Buffer.from((body ?? '') as Uint8Array | string);
  response.writeHead(status, { ...headers, 'content-length': bytes.byteLength, connection: 'close' });
  response.write(bytes);
  await endUnread(message, response, Math.min(idleMs, LINGER_MS));
}

async function send({ message, response, idleMs }: Exchange, result: HttpResponse): Promise<void> {
  const { status, headers, body, isAscii } = result;
  response.setTimeout(idleMs, () => message.socket.destroy()); // a client that does not read
  if (message.method === 'HEAD') {
    if (body instanceof Readable) body.destroy();
    response.writeHead(status, headers).end();
    return;
  }
  if (body instanceof Readable) {
    response.strictContentLength = true;
    response.writeHead(status, headers);
    await pipeline(body, response, { end: false });
    response.end(); // throws when a blob was shorter than its object says
    return;
  }
  if (isAscii && typeof body === 'string') {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(body, 'latin1');
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const hasLength = status !== 204 && status !== 304;
  response.writeHead(status, hasLength ? { ...headers, 'content-length': bytes?.byteLength ?? 0 } : headers);
  response.end(bytes);
}

function newIds(): Ids {
  return { requestId: randomUUID(), hostId: randomBytes(72).toString('base64') };
}

function plain(status: number, text: string): HttpResponse {
  return { status, headers: {}, body: `${text}\n` };
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}
