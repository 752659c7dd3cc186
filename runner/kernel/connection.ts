import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Transport = 'ipc' | 'tcp';
export type Channel = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';

/** Where a kernel listens, and the key that its messages are signed with. */
export interface Connection {
  file: string;
  key: string;
  address(channel: Channel): string;
  /** Removes the folder that holds the file (and, with ipc, the sockets). */
  remove(): void;
}

const CHANNELS: readonly Channel[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];

/** Sockets in a private folder cannot clash with another program's ports; Windows has none of this kind. */
const TRANSPORT: Transport = process.platform === 'win32' ? 'tcp' : 'ipc';

/** Makes a connection file that only this user can read, in a folder of its own. */
export async function createConnection(transport = TRANSPORT): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), 'tslab-'));
  const file = join(folder, 'connection.json');
  const key = randomBytes(32).toString('hex');
  const ip = transport === 'ipc' ? join(folder, 'k') : '127.0.0.1';
  const ports =
    transport === 'ipc' ? CHANNELS.map((_, index) => index + 1) : await freePorts(CHANNELS.length);
  const portOf = new Map(CHANNELS.map((channel, index) => [channel, ports[index]]));

  const settings = Object.fromEntries(CHANNELS.map((channel) => [`${channel}_port`, portOf.get(channel)]));
  const content = { transport, ip, key, signature_scheme: 'hmac-sha256', kernel_name: 'tslab', ...settings };
  writeFileSync(file, JSON.stringify(content, null, 2), { mode: 0o600 });

  return {
    file,
    key,
    address: (channel) => `${transport}://${ip}:${portOf.get(channel)}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** All are held open together, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
