/** Starts the servers, each a process of its own that ends with this one. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const READY_WITHIN_MS = 30_000;
const TMPFS = 0x01021994;

/** AWS's waiting times pass so many times as fast: a stream of 900 s buffering waits 3 s, and none is set up for long. */
export const TIME_SCALE = 300;

export interface RunningServer {
  pid: number;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  close(): Promise<void>;
}

const ANYBODY = { accessKeyId: 'AKIABENCH00000000000', secretAccessKey: 'bench' };

/**
 * A folder that is removed with this process, on a real disk: the journal's sync costs nothing in memory.
 *
 * @throws Error when `parent` is kept in memory
 */
export function workFolder(parent: string): string {
  if (statfsSync(parent).type === TMPFS) {
    throw new Error(`${parent} is kept in memory (tmpfs). Name a folder on a disk with --data.`);
  }
  const folder = mkdtempSync(join(parent, 'bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** local-aws from its bundle, with a fresh folder below `parent`. */
export async function startLocalAws(bundle: string, parent: string): Promise<RunningServer> {
  const data = mkdtempSync(join(parent, 'local-aws-'));
  const options = ['--data', data, '--time-scale', String(TIME_SCALE), '--until-stdin-closes'];
  const child = start(process.execPath, [bundle, ...options]);
  const found: Record<string, string> = {};
  const isComplete = (line: string) => {
    const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    found[name] = value;
    return name === 'AWS_REGION';
  };
  await untilSaid(child, isComplete, 'local-aws');
  const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = found;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return running(child, AWS_ENDPOINT_URL, credentials);
}

/** A server of this folder, bundled first so that it starts and runs as local-aws does. */
export async function startOwn(
  name: 'null-server' | 'parse-only-server',
  folder: string,
): Promise<RunningServer> {
  const outfile = join(folder, `${name}.cjs`);
  const entryPoints = [join(here, `${name}.ts`)];
  if (!existsSync(outfile))
    await build({ entryPoints, outfile, bundle: true, platform: 'node', logLevel: 'warning' });
  const child = start(process.execPath, [outfile]);
  let endpoint = '';
  const isAddress = (line: string) => {
    endpoint = line;
    return line.startsWith('http://');
  };
  await untilSaid(child, isAddress, name);
  return running(child, endpoint, ANYBODY);
}

/** Where moto is installed, on PATH or in this project's .venv; undefined where it is not. */
export function findMoto(): { command: string; version: string } | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(dirname(here), '.venv', 'bin')];
  for (const folder of folders) {
    const command = join(folder, 'moto_server');
    if (!existsSync(command)) continue;
    const ask = ['-c', "from importlib.metadata import version; print(version('moto'))"];
    const { stdout } = spawnSync(join(folder, 'python3'), ask, { encoding: 'utf8' });
    return { command, version: stdout?.trim() || 'of an unknown version' };
  }
  return undefined;
}

export async function startMoto(command: string): Promise<RunningServer> {
  const port = await freePort();
  const child = start(command, ['-H', '127.0.0.1', '-p', String(port)]);
  const endpoint = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!(await fetch(endpoint).catch(() => undefined))) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`${command} does not answer at ${endpoint}`);
    await sleep(50);
  }
  return running(child, endpoint, ANYBODY);
}

function start(command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.on('error', () => {}); // it shows as an exit below
  child.stdin?.on('error', () => {});
  child.stderr?.resume();
  return child;
}

/** Reads a child's output line by line until one line is the last that is needed. */
async function untilSaid(
  child: ChildProcess,
  isLast: (line: string) => boolean,
  name: string,
): Promise<void> {
  const said: string[] = [];
  child.stderr?.on('data', (bytes) => said.push(String(bytes)));
  const late = setTimeout(() => child.kill(), READY_WITHIN_MS);
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      if (isLast(line)) return;
    }
  } finally {
    clearTimeout(late);
    child.stdout?.resume();
  }
  throw new Error(`${name} ended before it was ready: ${said.join('').trim() || 'it said nothing'}`);
}

function running(
  child: ChildProcess,
  endpoint: string,
  credentials: RunningServer['credentials'],
): RunningServer {
  const kill = () => void child.kill();
  process.once('exit', kill);
  return {
    pid: child.pid as number,
    endpoint,
    credentials,
    async close() {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1');
  return address.port;
}
