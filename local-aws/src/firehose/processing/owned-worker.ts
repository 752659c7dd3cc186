/**
 * A worker thread that does one thing after the other for one owner: started by the first call, ended when a
 * call takes too long, and started anew by the next. What runs in it can loop, exit or run out of memory
 * without taking the server along.
 */
import { once } from 'node:events';
import type { ResourceLimits, Worker } from 'node:worker_threads';

export interface OwnedWorkerOptions {
  /** What the worker finds as `workerData`. */
  data?: unknown;
  /** Milliseconds of real time that one call may take. */
  timeLimit: number;
  resourceLimits?: ResourceLimits;
  /** Takes what the worker prints, line by line; it must never reach the server's own output. */
  log?: (line: string) => void;
}

export interface OwnedWorker {
  /**
   * Sends one message and gives the worker's next message. Calls wait for each other.
   *
   * @throws WorkerTimedOut, WorkerEnded, or WorkerClosed once `close` was called.
   */
  call(message: unknown): Promise<unknown>;
  /** Ends the worker when it has answered the calls made so far. It must not be called again. */
  retire(): Promise<void>;
  /** Ends the worker, whatever it is doing. */
  close(): Promise<void>;
}

/** The call took longer than its time limit; the worker was ended. */
export class WorkerTimedOut extends Error {
  override readonly name = 'WorkerTimedOut';
}

/** The worker ended before it answered: it exited, threw, or ran out of memory. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';
}

/** The owner closed the worker, so this call has no answer and never will. */
export class WorkerClosed extends Error {
  override readonly name = 'WorkerClosed';
}

export function ownWorker(file: URL, options: OwnedWorkerOptions): OwnedWorker {
  let worker: Worker | undefined;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function start(): Promise<Worker> {
    // Loaded here, since most servers never need them and all want to start soon.
    const [threads, { createInterface }] = await Promise.all([
      import('node:worker_threads'),
      import('node:readline'),
    ]);
    // While they were loaded, `close` found no worker that it could end.
    if (isClosed) throw new WorkerClosed(`the worker ${file.pathname} was closed before it started`);
    // Without the loaders that the server itself may have been started with: workers are plain JavaScript.
    const started = new threads.Worker(file, {
      workerData: options.data,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: options.resourceLimits,
    });
    for (const input of [started.stdout, started.stderr]) {
      if (options.log) createInterface({ input }).on('line', options.log);
      else input.resume();
    }
    // An error between two calls has nobody else to tell it; the exit that follows is what counts.
    started.on('error', () => {});
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started; // in the same turn, for a `close` to find it
    return started;
  }

  async function callNow(message: unknown): Promise<unknown> {
    if (isClosed) throw new WorkerClosed(`the worker ${file.pathname} is closed`);
    const current = worker ?? (await start());
    const settled = new AbortController();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), options.timeLimit);
    try {
      current.postMessage(message);
      const [answer] = await Promise.race([
        once(current, 'message', { signal: settled.signal }),
        once(current, 'exit', { signal: settled.signal }).then(([code]) => {
          throw new WorkerEnded(`the worker exited with code ${code} before it answered`);
        }),
        once(late.signal, 'abort', { signal: settled.signal }).then(() => {
          throw new WorkerTimedOut(`no answer within ${options.timeLimit} ms`);
        }),
      ]);
      return answer;
    } catch (error) {
      worker = undefined;
      await current.terminate();
      if (isClosed) throw new WorkerClosed(`the worker ${file.pathname} was closed`, { cause: error });
      if (error instanceof WorkerTimedOut || error instanceof WorkerEnded) throw error;
      throw new WorkerEnded(error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      clearTimeout(timer);
      settled.abort();
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    await worker?.terminate();
    await last;
  }

  return {
    call(message) {
      const answer = last.then(() => callNow(message));
      last = answer.catch(() => {});
      return answer;
    },
    async retire() {
      await last;
      await close();
    },
    close,
  };
}
