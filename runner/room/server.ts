/** The local AWS of a room: a process that ends with this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Keys } from './sheet.js';

const COMMAND = fileURLToPath(new URL('../../local-aws/dist/local-aws.cjs', import.meta.url));

export interface RoomServer {
  pid: number;
  /** Where this machine reaches it. */
  endpoint: string;
  /** The administrator's. */
  keys: Keys;
  /** Resolves when it has ended, with its exit code or signal. */
  ended: Promise<number | string>;
  /** Ends it, and waits until it has ended. */
  close(): Promise<void>;
}

/**
 * Starts local-aws with these options. `say` takes what it says: where it is, and later what was denied and why.
 *
 * @throws Error when it ends instead of listening.
 */
export async function startServer(options: string[], say: (line: string) => void): Promise<RoomServer> {
  // Detached, it does not get the Ctrl-C that a terminal sends to all; standard input ties its life to ours.
  const child = spawn(process.execPath, [COMMAND, ...options, '--until-stdin-closes'], {
    detached: true,
    windowsHide: true,
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  createInterface({ input: child.stderr }).on('line', say);
  const said: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    said[name] = value;
    if (name === 'AWS_REGION') break;
  }
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = said;
  if (!endpoint || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    await ended;
    throw new Error('The local AWS did not start: it has said why.');
  }
  return {
    pid: child.pid as number,
    endpoint,
    keys: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    ended,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
