import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import type { Connection } from './connection.js';
import { createRequest, decode, encode, type Message } from './messages.js';

/** The client's ends of the sockets to one kernel. */
export interface Channels {
  /** Sends a request and returns its `msg_id`, by which answers and outputs name it. */
  send(channel: 'shell' | 'control', type: string, content: Record<string, unknown>): string;
  close(): void;
}

/** Milliseconds between attempts to reach a socket that the kernel has not bound yet. */
const RECONNECT = 20;

/** Connects to the kernel and hands every message that arrives to `onMessage`. */
export function openChannels(
  connection: Connection,
  onMessage: (channel: 'shell' | 'control' | 'iopub', message: Message) => void,
): Channels {
  const session = randomUUID();
  const options = { reconnectInterval: RECONNECT, linger: 0 };
  const shell = new Dealer({ ...options, routingId: session });
  const control = new Dealer({ ...options, routingId: session });
  const iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 });
  iopub.subscribe();
  const sockets = { shell, control, iopub };

  for (const channel of ['shell', 'control', 'iopub'] as const) {
    sockets[channel].connect(connection.address(channel));
    void receive(sockets[channel], (frames) => onMessage(channel, decode(frames, connection.key)));
  }

  // A socket sends one message at a time. One that cannot send belongs to a kernel that has ended, which its owner sees.
  let sending: Promise<void> = Promise.resolve();
  return {
    send(channel, type, content) {
      const request = createRequest(type, session, content);
      const frames = encode(request, connection.key);
      sending = sending.then(() => sockets[channel].send(frames)).catch(() => {});
      return request.header.msg_id;
    },
    close() {
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

async function receive(socket: AsyncIterable<Buffer[]>, onFrames: (frames: Buffer[]) => void): Promise<void> {
  for await (const frames of socket) onFrames(frames);
}
