/** Reading the body of a request: never more than it may have, never longer than it keeps coming. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body is longer than its request may have. */
export class BodyTooLarge extends Error {
  /** Bytes: what was announced, or what had come when it was too much. */
  readonly size: number;
  readonly most: number;

  constructor(size: number, most: number) {
    super(`a body of ${size} bytes, where ${most} are the most`);
    this.size = size;
    this.most = most;
  }
}

/** No more of a body came for too long. */
export class BodyStalled extends Error {}

/** The client went away while it was sending: there is nobody to answer. */
export class ClientGone extends Error {}

/** How much of a body may come, and how long to wait for more of it, in milliseconds. */
export interface BodyBounds {
  most: number;
  idleMs: number;
  /** Where to put a body that has announced its length, and that this holds; without it, it gets memory of its own. */
  memory?: Buffer | undefined;
}

/** How long a body will be, as its request says; undefined when that says nothing. */
export function announcedLength({ headers }: IncomingMessage): number | undefined {
  return headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
}

/** @throws BodyTooLarge before anything is read, when the length is announced */
export function checkAnnounced(message: IncomingMessage, most: number): void {
  const announced = announcedLength(message) ?? 0;
  if (announced > most) throw new BodyTooLarge(announced, most);
}

/** @throws BodyTooLarge, BodyStalled or ClientGone; what was sent after that is still unread */
export function readBody(message: IncomingMessage, { most, idleMs, memory }: BodyBounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const settle = () => {
      message.setTimeout(0);
      message.off('data', take).off('end', end).off('close', gone).off('timeout', stall);
    };
    const fail = (error: Error) => {
      settle();
      message.pause();
      reject(error);
    };
    const take = (piece: Buffer) => {
      const at = size;
      size += piece.length;
      if (size > most) fail(new BodyTooLarge(size, most));
      else if (memory) piece.copy(memory, at);
      else pieces.push(piece);
    };
    const end = () => {
      settle();
      if (memory) resolve(memory.subarray(0, size));
      else resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
    };
    const gone = () => fail(new ClientGone());
    const stall = () => fail(new BodyStalled(`nothing of the body came for ${idleMs} ms`));
    message
      .on('data', take)
      .on('end', end)
      .on('close', gone)
      .on('error', () => {}); // `close` follows an error
    message.setTimeout(idleMs, stall);
  });
}

/**
 * Ends an answer whose request is still being sent. What keeps coming is thrown away for a while first: to
 * hang up on unread bytes resets the connection, and the client would never see the answer.
 *
 * @param lingerMs how long the client may take to notice
 */
export async function endUnread(
  message: IncomingMessage,
  response: ServerResponse,
  lingerMs: number,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingerMs);
    message.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    message.resume();
  });
  response.end();
}
