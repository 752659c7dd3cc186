/** Starts the servers, each a process of its own that ends with this one. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
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

/** local-aws from its bundle, with a fresh folder below `parent` unless it is given one. */
export async function startLocalAws(
  bundle: string,
  parent: string,
  { data = mkdtempSync(join(parent, 'local-aws-')), timeScale = TIME_SCALE } = {},
): Promise<RunningServer> {
  const options = ['--data', data, '--time-scale', String(timeScale), '--until-stdin-closes'];
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
  name: 'null-server' | 'parse-only-server' | 'producer-server',
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

export interface Moto {
  /** The interpreter that it is installed for: nothing that looks for it at every start. */
  python: string;
  /** With its version. */
  name: string;
}

/** The moto on PATH or in this project's .venv; undefined where there is none. */
export function findMoto(): Moto | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(dirname(here), '.venv', 'bin')];
  for (const folder of folders) {
    if (!existsSync(join(folder, 'moto_server'))) continue;
    const ask = [
      '-c',
      "import sys; from importlib.metadata import version; print(sys.executable, version('moto'))",
    ];
    const { stdout } = spawnSync(join(folder, 'python3'), ask, { encoding: 'utf8' });
    const [python, version] = stdout?.trim().split(' ') ?? [];
    if (python && version) return { python, name: `moto ${version}` };
  }
  return undefined;
}

/** Moto's server; `first`, in Python, is done before it listens. */
export async function startMoto({ python }: Moto, first?: string): Promise<RunningServer> {
  const port = await freePort();
  const address = ['-H', '127.0.0.1', '-p', String(port)];
  const program = `${first}\nimport sys\nfrom moto.server import main\nmain(sys.argv[1:])`;
  const child = start(python, [
    ...(first === undefined ? ['-m', 'moto.server'] : ['-c', program]),
    ...address,
  ]);
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`${python} -m moto.server does not listen on port ${port}`);
    await sleep(5);
  }
  return running(child, `http://127.0.0.1:${port}`, ANYBODY);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
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
