import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** A message of the Jupyter protocol, https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Message {
  header: Header;
  /** The header of the request that this message answers; empty for a request. */
  parent: Partial<Header>;
  content: Record<string, unknown>;
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

const DELIMITER = '<IDS|MSG>';
const PROTOCOL_VERSION = '5.3';

/** A new request of the given type. */
export function createRequest(type: string, session: string, content: Record<string, unknown>): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'runner',
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  return { header, parent: {}, content };
}

/** The frames to send: delimiter, signature, header, parent header, metadata, content. */
export function encode(message: Message, key: string): string[] {
  const parts = [message.header, message.parent, {}, message.content].map((part) => JSON.stringify(part));
  return [DELIMITER, sign(parts, key), ...parts];
}

/**
 * Reads the frames of one message. Addresses before the delimiter and binary buffers after the content are ignored.
 *
 * @throws Error when the frames are no message, or are not signed with the key
 */
export function decode(frames: readonly Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
  const [signature, ...parts] = frames.slice(at + 1).map((frame) => frame.toString());
  const [header, parent, metadata, content] = parts;
  if (at < 0 || signature === undefined || !header || !parent || !metadata || !content) {
    throw new Error(`The kernel sent ${frames.length} frames that are no Jupyter message.`);
  }
  if (!isSame(signature, sign([header, parent, metadata, content], key))) {
    throw new Error('The kernel sent a message that is not signed with the key of this connection.');
  }
  return { header: JSON.parse(header), parent: JSON.parse(parent), content: JSON.parse(content) };
}

function sign(parts: readonly string[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
