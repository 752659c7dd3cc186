/**
 * Real jq for partition keys: `jq-wasm` 3.0.0-jq-1.8.2, pinned exactly because the version that npm calls
 * `latest` corrupts its memory after some hundred calls. AWS names its engine JQ-1.6; a function that jq got
 * later works here and not there.
 */
import { ownWorker } from './owned-worker.js';

/** What a query made of one record. */
export type JqOutcome =
  /** The values it yielded: none, one, or two when there are several. */
  | { results: unknown[] }
  /** What jq reported. */
  | { error: string }
  /** The record is not exactly one JSON value. */
  | { notJson: true };

export interface Jq {
  /** What jq says against a query; undefined when it compiles. */
  check(query: string): Promise<string | undefined>;
  /**
   * Runs a query over JSON texts: one outcome for each, in their order. Numbers and booleans of an object
   * that it yields come as text.
   *
   * @throws WorkerTimedOut when the query takes longer than the time limit, WorkerEnded when jq dies of it,
   *   WorkerClosed once `close` was called.
   */
  run(query: string, texts: readonly string[]): Promise<JqOutcome[]>;
  /** Ends the worker, whatever it is doing. */
  close(): Promise<void>;
}

/** Of one call, in milliseconds of real time: a query such as `last(repeat(.))` never ends by itself. */
const TIME_LIMIT_MS = 5_000;

/** jq in a worker that the first call starts. Whoever creates it closes it. */
export function createJq(timeLimit = TIME_LIMIT_MS): Jq {
  const worker = ownWorker(new URL('./jq-worker.mjs', import.meta.url), { timeLimit });
  return {
    async check(query) {
      return (await worker.call({ kind: 'check', query })) as string | undefined;
    },
    async run(query, texts) {
      return (await worker.call({ kind: 'run', query, texts })) as JqOutcome[];
    },
    close: () => worker.close(),
  };
}
