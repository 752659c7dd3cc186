import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Channels, openChannels } from './kernel/channels.js';
import { type Connection, createConnection } from './kernel/connection.js';
import { type CellResult, type Execution, followExecution } from './kernel/execution.js';
import type { Displays, Failure, OutputEvent } from './kernel/outputs.js';
import {
  endsWithin,
  howItEnded,
  type KernelExit,
  type KernelProcess,
  startProcess,
} from './kernel/process.js';
import { ask, untilReady, type Waiting } from './kernel/requests.js';
import { commandOf, readKernelSpec } from './kernel/spec.js';

export type { CellResult, CellStatus } from './kernel/execution.js';
export type { Failure, Output, OutputEvent } from './kernel/outputs.js';
export type { KernelExit } from './kernel/process.js';

export interface KernelOptions {
  /** The notebook's folder, from which cells import. */
  cwd: string;
  /** Added to this process's environment and the kernelspec's. */
  env?: NodeJS.ProcessEnv;
  /** Kills the kernel. A cell that runs ends with status `dead`. */
  signal?: AbortSignal;
  /** The folder of kernel.json; this project's tslab when absent. */
  kernelFolder?: string;
}

export interface ExecuteOptions {
  /** How long the cell may run, in milliseconds; 300,000 when absent. Then it is interrupted. */
  timeoutMs?: number;
  /** Called for everything the cell prints and shows, as it comes. */
  onOutput?: (event: OutputEvent) => void;
  /** Interrupts the cell. */
  signal?: AbortSignal;
}

/** A running kernel. Whoever starts it calls `shutdown`. */
export interface Kernel {
  /** The process id of the kernel. */
  pid: number | undefined;
  /** Settles when the kernel's process has ended, for whatever reason. */
  exited: Promise<KernelExit>;
  /** Runs code as one cell. Never rejects: what went wrong is in the result. Cells wait for each other in the kernel. */
  execute(code: string, options?: ExecuteOptions): Promise<CellResult>;
  /** Sends a request on the shell channel that asks for no execution, such as `history_request`, and returns the reply. */
  request(type: string, content?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Interrupts the cell that runs. What the cell has started may go on in the background. */
  interrupt(): void;
  /** Ends the kernel and removes its connection file; kills it when it does not end by itself. */
  shutdown(): Promise<KernelExit>;
}

const TSLAB = fileURLToPath(new URL('../jupyter/kernels/tslab/', import.meta.url)).replace(/[/\\]$/, '');
const TIME_LIMIT = 300_000;
/** How long an interrupted cell may take to end, in milliseconds: a loop without an `await` may never do. */
const INTERRUPT_GRACE = 3_000;
/** After how many milliseconds a cell that goes on is interrupted again. */
const INTERRUPT_AGAIN = 500;
const SHUTDOWN_GRACE = 2_000;
/** How long output may be on its way after the kernel's end, in milliseconds. */
const LAST_OUTPUT = 200;

/**
 * Starts a kernel and waits until it answers.
 *
 * @throws Problem when it ends, stays silent, or is aborted before that; the message holds what it printed
 */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  options.signal?.throwIfAborted();
  const spec = readKernelSpec(options.kernelFolder ?? TSLAB);
  const connection = await createConnection();
  const { program, args } = commandOf(spec, connection.file);
  const parent = { JPY_PARENT_PID: String(process.pid) };
  const env = { ...process.env, ...spec.env, ...parent, ...options.env };
  const child = startProcess(program, args, { cwd: options.cwd, env });
  process.once('exit', connection.remove);

  const waiting: Waiting = new Map();
  const channels = openChannels(connection, (_, message) =>
    waiting.get(message.parent.msg_id ?? '')?.(message),
  );
  const kernel = createKernel(child, channels, connection, waiting);
  const abort = () => void child.stop();
  options.signal?.addEventListener('abort', abort, { once: true });
  void child.exited.then(() => options.signal?.removeEventListener('abort', abort));

  try {
    await untilReady(child, channels, waiting);
  } catch (error) {
    await kernel.shutdown();
    throw error;
  }
  return kernel;
}

function createKernel(
  child: KernelProcess,
  channels: Channels,
  connection: Connection,
  waiting: Waiting,
): Kernel {
  const displays: Displays = new Map();
  const running = new Set<Execution>();
  let exit: KernelExit | undefined;
  let ending: Promise<KernelExit> | undefined;

  const exited = child.exited.then(async (how) => {
    exit = how;
    if (running.size > 0) await delay(LAST_OUTPUT);
    for (const execution of running) execution.end('dead', deathOf(how));
    return how;
  });

  const run = async (code: string, { timeoutMs = TIME_LIMIT, onOutput, signal }: ExecuteOptions) => {
    const execution = followExecution(displays, onOutput);
    running.add(execution);
    if (exit) execution.end('dead', deathOf(exit));
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    // Kept after the cell's end: a timer that it leaves behind may print later.
    waiting.set(
      channels.send('shell', 'execute_request', { ...content, stop_on_error: true }),
      execution.receive,
    );

    // An interrupt that comes before the cell has begun is lost: the kernel is told until the cell has ended.
    let again: NodeJS.Timeout | undefined;
    const interrupt = () => {
      child.interrupt();
      again ??= setInterval(() => child.interrupt(), INTERRUPT_AGAIN);
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    try {
      if (await endsWithin(execution.result, timeoutMs)) return await execution.result;
      interrupt();
      if (!(await endsWithin(execution.result, INTERRUPT_GRACE))) await child.stop();
      return { ...(await execution.result), status: 'timeout' as const, error: overLimit(timeoutMs) };
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(again);
      running.delete(execution);
    }
  };

  const stop = async () => {
    channels.send('control', 'shutdown_request', { restart: false });
    if (!(await endsWithin(child.exited, SHUTDOWN_GRACE))) await child.stop();
    const how = await exited;
    channels.close();
    connection.remove();
    process.off('exit', connection.remove);
    return how;
  };

  return {
    pid: child.pid,
    exited,
    execute: (code, options = {}) => run(code, options),
    request: (type, content = {}) => ask(child, channels, waiting, type, content),
    interrupt: () => child.interrupt(),
    shutdown: () => {
      ending ??= stop();
      return ending;
    },
  };
}

function deathOf(exit: KernelExit): Failure {
  const evalue = `the kernel has ended ${howItEnded(exit)}`;
  return { ename: 'KernelDied', evalue, traceback: [`KernelDied: ${evalue}`] };
}

function overLimit(timeoutMs: number): Failure {
  const evalue = `the cell was still running after ${timeoutMs / 1000} s, its limit`;
  return { ename: 'TimeLimit', evalue, traceback: [`TimeLimit: ${evalue}`] };
}
