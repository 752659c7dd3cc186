/** One keep-alive connection that writes ready-made HTTP requests: next to no work of the client's own. */
import { connect, type Socket } from 'node:net';

const ANSWER_WITHIN_MS = 60_000;
const HEAD_END = '\r\n\r\n';

export interface Answer {
  status: number;
  body: Buffer;
}

export interface Connection {
  /**
   * Sends one request, and waits for its answer. Connects again where the server closed after the last answer.
   *
   * @throws Error when the connection fails or no answer comes within 60 s
   */
  send(request: Buffer): Promise<Answer>;
  close(): void;
}

export function openConnection(endpoint: string): Connection {
  const { hostname, port } = new URL(endpoint);
  let socket: Socket | undefined;
  const current = () => {
    if (socket && !socket.destroyed) return socket;
    socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.on('error', () => {}); // between two requests it only means: connect again
    return socket;
  };
  return {
    send: (request) => exchange(current(), request),
    close: () => socket?.destroy(),
  };
}

function exchange(socket: Socket, request: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let head: ReturnType<typeof readHead>;
    const fail = (cause?: Error) => {
      stopListening();
      socket.destroy();
      reject(new Error(`The server broke off after ${received} bytes of its answer`, { cause }));
    };
    const tooLate = () => fail(new Error(`nothing came for ${ANSWER_WITHIN_MS} ms`));
    const closed = () => fail();
    const read = (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      try {
        head ??= readHead(chunks.length === 1 ? chunk : Buffer.concat(chunks));
      } catch (error) {
        fail(error as Error);
        return;
      }
      if (!head || received < head.bytes + head.bodyBytes) return;
      stopListening();
      if (head.closes) socket.destroy();
      resolve({ status: head.status, body: Buffer.concat(chunks).subarray(head.bytes) });
    };
    const stopListening = () => {
      socket.setTimeout(0);
      socket.off('data', read).off('error', fail).off('close', closed).off('timeout', tooLate);
    };
    socket.setTimeout(ANSWER_WITHIN_MS);
    socket.on('data', read).on('error', fail).on('close', closed).on('timeout', tooLate);
    socket.write(request);
  });
}

/** Reads the head of an answer that states its length; undefined until it has all come. */
function readHead(bytes: Buffer) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const text = bytes.toString('latin1', 0, end);
  const length = /^content-length: *(\d+)/im.exec(text)?.[1];
  if (length === undefined) throw new Error(`An answer without content-length: ${text}`);
  return {
    bytes: end + HEAD_END.length,
    bodyBytes: Number(length),
    status: Number(text.split(' ', 2)[1]),
    closes: /^connection: *close/im.test(text) || text.startsWith('HTTP/1.0'),
  };
}
