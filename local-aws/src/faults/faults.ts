/**
 * Faults made on purpose, for lessons and tests: a service that refuses, fails, is slow or goes away.
 * They are set through local-aws's own address, never through AWS's API, and hit the calls of any client.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../errors.js';
import { type Fault, isByItself } from './read-fault.js';

/** The connection is to be cut without an answer. */
export class CutConnection extends Error {}

/** The faults in force. */
export class Faults {
  readonly #random: () => number;
  readonly #closed = new AbortController();
  #faults: Fault[] = [];

  /** @param random decides where between two whole numbers a share of a batch ends; from 0 to below 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Those that are set, the oldest first, with what is left of their `times`. */
  list(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Ends all delays: the calls that wait in one are cut. */
  close(): void {
    this.#closed.abort();
  }

  /**
   * What happens before a call acts, or before an object is written (`Delivery`).
   *
   * @throws AwsError the answer of a fault; CutConnection
   */
  async before(operation: string, stream?: string): Promise<void> {
    if (this.#faults.length === 0) return;
    const late = this.#take(({ delaySeconds }) => delaySeconds !== undefined, operation, stream);
    if (late) await this.#delay(late.delaySeconds ?? 0);
    const fault = this.#take(
      ({ answer, cut }) => answer !== undefined || cut === 'before',
      operation,
      stream,
    );
    if (fault?.answer) throw new AwsError(fault.answer.code, fault.answer.status, fault.answer.message ?? '');
    if (fault) throw new CutConnection('a fault cut the connection before the call acted');
  }

  /** @throws CutConnection after the call has acted, so that its answer is lost */
  after(operation: string, stream?: string): void {
    const fault = this.#take(({ cut }) => cut === 'after', operation, stream);
    if (fault) throw new CutConnection('a fault cut the connection after the call acted');
  }

  /** How many of the `entries` of a PutRecordBatch a fault refuses; of a share, its fraction is a chance. */
  refusedCount(stream: string, entries: number): number {
    const fault = this.#take(
      ({ refuseCount, refuseShare }) => refuseCount !== undefined || refuseShare !== undefined,
      'PutRecordBatch',
      stream,
    );
    if (!fault) return 0;
    const wanted = fault.refuseCount ?? (fault.refuseShare ?? 0) * entries;
    const whole = Math.floor(wanted);
    return Math.min(entries, this.#random() < wanted - whole ? whole + 1 : whole);
  }

  /** What lets a delivery stream's `Creation` or `Deletion` fail long after its call has succeeded. */
  failure(what: 'Creation' | 'Deletion', stream: string): Fault['answer'] {
    return this.#take(({ answer }) => answer !== undefined, what, stream)?.answer;
  }

  /** The oldest fault that hits this call and has such an effect; it counts as used. */
  #take(hasEffect: (fault: Fault) => boolean, operation: string, stream?: string): Fault | undefined {
    const found = this.#faults.find(
      (fault) =>
        (fault.operation === operation || (fault.operation === '*' && !isByItself(operation))) &&
        (fault.stream === undefined || fault.stream === stream) &&
        hasEffect(fault),
    );
    if (found?.times !== undefined) {
      found.times -= 1;
      if (found.times === 0) this.#faults = this.#faults.filter((fault) => fault !== found);
    }
    return found;
  }

  /** Real seconds: a client's patience does not know of the time scale. */
  async #delay(seconds: number): Promise<void> {
    try {
      await sleep(seconds * 1000, undefined, { ref: false, signal: this.#closed.signal });
    } catch (cause) {
      throw new CutConnection('local-aws was closed while a fault delayed the call', { cause });
    }
  }
}
