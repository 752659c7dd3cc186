/** The head of a request: as it was sent, and whether it is meant for us. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpHead } from '../wire/message.js';

/** Everything as it was sent: a signature covers it. */
export function headOf(message: IncomingMessage): HttpHead {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(message),
  };
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
 * Whether a request's Host is this machine, or one of `names`. Anything else, also two hosts at once, is a
 * page that a browser was lured to (DNS rebinding), or somebody who tries what gets through.
 *
 * @param names in lower case, without a port
 */
export function isMeantForUs(host: string, names: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const isLoopback = name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
  return isLoopback || names.includes(name);
}

/** Whether a connection begins on this machine: by loopback, or from the address at which it ends. */
export function isFromThisMachine({ remoteAddress = '', localAddress }: Socket): boolean {
  const from = remoteAddress.replace(/^::ffff:/, ''); // IPv4, as a socket for IPv6 names it
  return from.startsWith('127.') || from === '::1' || remoteAddress === localAddress;
}
