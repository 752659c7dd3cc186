/**
 * Lambda transformation with functions of this machine. A function's ARN names a module in a folder: the
 * function `to-upper` is `to-upper.mjs`, `.js`, `.cjs` or `to-upper/index.mjs`, and exports `handler` as on
 * Lambda. It runs in a thread of its own; account, region and version of the ARN make no difference.
 */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../clock.js';
import { applyAnswer, type LambdaFailure } from './lambda-answer.js';
import { batchesOf, LARGEST_PAYLOAD_BYTES, lambdaEvent, recordIds } from './lambda-event.js';
import { candidatesFor, findFunction, parseFunctionArn } from './lambda-function.js';
import { type OwnedWorker, ownWorker, WorkerClosed, WorkerTimedOut } from './owned-worker.js';
import type { FailedRecord, ProcessedRecord, StepResult } from './record.js';

/** How long Firehose waits for a function (AWS documentation). */
const TIME_LIMIT_MS = 5 * 60 * 1000;
const MOST_MEMORY_MIB = 256;
/** Between two attempts; AWS does not tell its own (decided by us). */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export interface LambdaRunnerOptions {
  /** Where the functions are; without it, no function exists. */
  folder: string | undefined;
  clock: Clock;
  /** Takes what functions print and why they failed, line by line: their CloudWatch log. */
  log: (line: string) => void;
  /** Of one invocation, in milliseconds of real time; 5 minutes when not given. */
  timeLimit?: number;
}

/** For which stream a function is invoked, and how. */
export interface LambdaContext {
  deliveryStreamArn: string;
  region: string;
  /** After the first attempt. */
  retries: number;
  /** Of data in one invocation. */
  batchBytes: number;
}

export interface LambdaRunner {
  /**
   * Sends records through a function, one invocation after the other. What the function does wrong ends up
   * in `failed`.
   *
   * @throws WorkerClosed when the runner is closed meanwhile: the records are neither done nor failed.
   */
  invoke(arn: string, records: readonly ProcessedRecord[], context: LambdaContext): Promise<StepResult>;
  /** Ends all functions and all waiting. */
  close(): Promise<void>;
}

type Attempt = { answer: string } | { failure: LambdaFailure; isRetried: boolean };

const FUNCTION_ERROR: LambdaFailure = {
  code: 'Lambda.FunctionError',
  message: 'The Lambda function was successfully invoked but it returned an error result.',
};
const TIMED_OUT: LambdaFailure = {
  code: 'Lambda.FunctionTimedOut',
  message: 'The Lambda function timed out. Increase the Timeout setting in the Lambda function.',
};
const TOO_LARGE: LambdaFailure = {
  code: 'Lambda.RequestTooLargeException',
  message: `The request to the Lambda function exceeds ${LARGEST_PAYLOAD_BYTES} bytes.`,
};

/** Runs local functions. Whoever creates it closes it. */
export function createLambdaRunner(options: LambdaRunnerOptions): LambdaRunner {
  const { folder, clock, log, timeLimit = TIME_LIMIT_MS } = options;
  const current = new Map<string, { stamp: string; worker: OwnedWorker }>();
  const workers = new Set<OwnedWorker>();
  const closed = new AbortController();

  /** The function's worker, a new one when its file has changed. Modules that it imports are not watched. */
  function workerFor(name: string, found: { file: string; stamp: string }): OwnedWorker {
    const running = current.get(name);
    if (running?.stamp === found.stamp) return running.worker;
    if (running) void running.worker.retire().then(() => workers.delete(running.worker));
    const worker = ownWorker(new URL('./lambda-worker.mjs', import.meta.url), {
      data: { url: pathToFileURL(found.file).href },
      timeLimit,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MIB },
      log: (line) => log(`${name}: ${line}`),
    });
    current.set(name, { stamp: found.stamp, worker });
    workers.add(worker);
    return worker;
  }

  async function attempt(arn: string, event: string): Promise<Attempt> {
    const { name, qualifier } = parseFunctionArn(arn) ?? { name: '', qualifier: '' };
    const found = folder === undefined || name === '' ? undefined : await findFunction(folder, name);
    if (closed.signal.aborted) throw new WorkerClosed('the Lambda runner is closed');
    if (!found) return { failure: notFound(arn, folder, name), isRetried: false };
    if (Buffer.byteLength(event) > LARGEST_PAYLOAD_BYTES) return { failure: TOO_LARGE, isRetried: false };
    const invocation = { event, requestId: randomUUID(), arn, name, qualifier, timeLimit };
    try {
      const reply = (await workerFor(name, found).call(invocation)) as { answer: string } | { error: string };
      if ('answer' in reply) {
        if (Buffer.byteLength(reply.answer) <= LARGEST_PAYLOAD_BYTES) return reply;
        log(
          `${name}: its answer of ${Buffer.byteLength(reply.answer)} bytes exceeds ${LARGEST_PAYLOAD_BYTES}`,
        );
      } else {
        log(`${name}: ${reply.error}`);
      }
      return { failure: FUNCTION_ERROR, isRetried: true };
    } catch (error) {
      if (error instanceof WorkerClosed) throw error;
      log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return { failure: error instanceof WorkerTimedOut ? TIMED_OUT : FUNCTION_ERROR, isRetried: true };
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        closed.signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = () => {
        cancel();
        reject(new WorkerClosed('the Lambda runner was closed between two attempts'));
      };
      if (closed.signal.aborted) stop();
      else closed.signal.addEventListener('abort', stop, { once: true });
    });
  }

  async function invokeBatch(
    arn: string,
    batch: ProcessedRecord[],
    context: LambdaContext,
  ): Promise<StepResult> {
    const ids = recordIds(batch.length);
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await attempt(arn, lambdaEvent(batch, ids, context));
      const attemptEndedAt = clock.now();
      const fail = (record: ProcessedRecord, { code, message }: LambdaFailure): FailedRecord => ({
        record,
        errorOutputType: 'processing-failed',
        errorCode: code,
        errorMessage: message,
        attemptsMade: attempts,
        attemptEndedAt,
        lambdaArn: arn,
      });
      // A function that answered is not asked again, however wrong its answer (observed on AWS).
      if ('answer' in outcome) return applyAnswer(outcome.answer, batch, ids, fail);
      if (!outcome.isRetried || attempts > context.retries) {
        return { records: [], failed: batch.map((record) => fail(record, outcome.failure)) };
      }
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS));
    }
  }

  return {
    async invoke(arn, records, context) {
      const results: StepResult[] = [];
      for (const batch of batchesOf(records, context.batchBytes)) {
        results.push(await invokeBatch(arn, batch, context));
      }
      return {
        records: results.flatMap((one) => one.records),
        failed: results.flatMap((one) => one.failed),
      };
    },
    async close() {
      closed.abort();
      await Promise.all([...workers].map((worker) => worker.close()));
    },
  };
}

/** Begins as AWS words it, and goes on to say what is to be done here. */
function notFound(arn: string, folder: string | undefined, name: string): LambdaFailure {
  const looked =
    folder === undefined
      ? 'local-aws was started without a functions folder.'
      : `No such file: ${candidatesFor(folder, name).join(', ')}.`;
  return {
    code: 'Lambda.ResourceNotFound',
    message: `The specified Lambda function does not exist. Use a different function that does exist. ${arn}: ${looked} In local-aws, a function is a module in its functions folder that exports handler.`,
  };
}
