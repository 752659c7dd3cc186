/**
 * The objects of one target, delivered one after the other, the oldest first. A delivery that fails stays silent
 * for the producer; it is tried again with growing pauses until its oldest record is 24 hours old, and then lost
 * (AWS documentation, "Handle data delivery failures"). That of a partition is tried again for the retry
 * duration of dynamic partitioning, and its records then go into an error object.
 */
import type { LocalAws } from '../../operation.js';
import type { Metrics } from '../metrics.js';
import type { DeliveryStream } from '../stream.js';
import type { Chunk } from './buffer.js';
import { type ChunkKeeper, type DeliveryFailure, deliver, failureIn } from './delivery.js';
import { RetryQueue, type Setback } from './retry-queue.js';
import { retryDurationOf, settingsOf, type Target } from './target.js';

const RETENTION_MS = 24 * 60 * 60 * 1000;

/** What the owner of the records gives the delivery. */
export interface Undelivered extends ChunkKeeper {
  /** The stream as it is now; undefined once it is being deleted. */
  stream(): DeliveryStream | undefined;
  /** Makes error records of what S3 did not take at its partition's prefix; the chunk no longer needs its own. */
  giveUp(chunk: Chunk, failure: DeliveryFailure & { attempts: number }): void;
  /** Nothing waits any more. */
  onIdle(): void;
  /** One line about a delivery that failed, for whoever looks for it. */
  report(line: string): void;
  metrics: Metrics;
}

export class DeliveryQueue {
  readonly #aws: LocalAws;
  readonly #target: Target;
  readonly #source: Undelivered;
  readonly #queue: RetryQueue<Chunk>;

  constructor(aws: LocalAws, target: Target, source: Undelivered) {
    this.#aws = aws;
    this.#target = target;
    this.#source = source;
    this.#queue = new RetryQueue({
      clock: aws.clock,
      attempt: (chunk) => this.#attempt(chunk),
      onIdle: () => source.onIdle(),
    });
  }

  /** Chunks that are complete and not in S3 yet. */
  get waiting(): readonly Chunk[] {
    return this.#queue.waiting;
  }

  /** What keeps them waiting; undefined when the last attempt did not fail. */
  get setback(): Setback | undefined {
    return this.#queue.setback;
  }

  push(chunk: Chunk): void {
    this.#queue.push(chunk);
  }

  /** Delivers now what waits for its next attempt. Resolves when all is delivered, or an attempt has failed. */
  retryNow(): Promise<void> {
    return this.#queue.retryNow();
  }

  /** Ends the pauses and waits for the object that is being written. Nothing is delivered after it. */
  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #attempt(chunk: Chunk): Promise<void> {
    const stream = this.#source.stream();
    if (!stream) return;
    try {
      if (await deliver(this.#aws, stream, this.#target, chunk, this.#source)) this.#countObject(chunk);
    } catch (error) {
      this.#count(false);
      const failure = failureIn(error);
      const attempts = (this.setback?.attempts ?? 0) + 1;
      const { BucketARN } = settingsOf(stream, this.#target);
      const what = `${failure.code}: ${failure.reason}`;
      this.#source.report(
        `${stream.arn} → ${BucketARN}: ${what} (attempt ${attempts}, ${chunk.bytes} bytes kept)`,
      );
      if (!this.#isTooLate(stream, chunk)) throw new Error(what, { cause: error });
      this.#end(stream, chunk, { ...failure, attempts });
    }
  }

  #isTooLate(stream: DeliveryStream, chunk: Chunk): boolean {
    const { clock } = this.#aws;
    if (clock.elapsed(chunk.oldestArrival) >= RETENTION_MS) return true;
    const retryDuration = retryDurationOf(stream, this.#target);
    return retryDuration !== undefined && clock.elapsed(this.setback?.since ?? clock.now()) >= retryDuration;
  }

  #end(stream: DeliveryStream, chunk: Chunk, failure: DeliveryFailure & { attempts: number }): void {
    if (retryDurationOf(stream, this.#target) === undefined) {
      this.#source.report(`${stream.arn}: ${chunk.bytes} bytes are older than 24 hours and lost`);
      this.#source.done(chunk);
    } else {
      this.#source.report(
        `${stream.arn}: the time to retry is over, ${chunk.bytes} bytes go to the error prefix`,
      );
      this.#source.giveUp(chunk, failure);
    }
  }

  #count(succeeded: boolean): void {
    const name = this.#target.kind === 'backup' ? 'BackupToS3.Success' : 'DeliveryToS3.Success';
    this.#source.metrics.attempt(name, succeeded);
  }

  #countObject(chunk: Chunk): void {
    this.#count(true);
    const prefix = this.#target.kind === 'backup' ? 'BackupToS3' : 'DeliveryToS3';
    this.#source.metrics.add(`${prefix}.Bytes`, chunk.bytes);
    this.#source.metrics.add(
      `${prefix}.Records`,
      chunk.pieces.reduce((sum, piece) => sum + piece.records, 0),
    );
    if (this.#target.kind === 'main') this.#source.metrics.add('DeliveryToS3.ObjectCount');
  }
}
