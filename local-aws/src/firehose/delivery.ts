/**
 * Delivery to S3, as the stream's role: complete chunks in, objects out. A delivery that fails stays
 * silent for the producer; it is tried again with growing pauses until its oldest record is 24 hours old,
 * and then lost (AWS documentation, "Understand data delivery"; the pauses are decided by us).
 */
import { AwsError } from '../errors.js';
import { CutConnection } from '../faults/faults.js';
import { authorize } from '../iam/authorize.js';
import type { LocalAws, Principal } from '../operation.js';
import type { Mark } from '../store/group-commit.js';
import { RoleNotAssumable } from '../sts/assume-role.js';
import type { Chunk } from './buffer.js';
import { CONTENT_TYPE, compress, FORMATS } from './compression/index.js';
import { deliveryRole } from './destination.js';
import type { StreamMetrics } from './metrics.js';
import type { DeliveryStream } from './stream.js';
import { objectKey, PrefixNotEvaluated, settingsOf, type Target } from './target.js';

const RETENTION_MS = 24 * 60 * 60 * 1000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Below this interval Firehose writes with multipart uploads (AWS documentation). */
const MULTIPART_BELOW_SECONDS = 60;

/** What the owner of the records gives the delivery. */
export interface Undelivered {
  /** The stream as it is now; undefined once it is being deleted. */
  stream(): DeliveryStream | undefined;
  /** The bytes of a chunk, piece after piece, with nothing between them; none if a full disk undid them. */
  read(chunk: Chunk): Uint8Array[];
  /** The records are in S3, or given up: this chunk no longer needs them. */
  done(chunk: Chunk): void;
  /** What `done` changed was undone by a full disk: the chunk is delivered again. */
  undone(chunk: Chunk): void;
  /** Nothing waits any more. */
  onIdle(): void;
  /** A point in time; `durable` resolves when all changes since then are on disk. */
  mark(): Mark;
  durable(since: Mark): Promise<void>;
  /** One line about a delivery that failed, for whoever looks for it. */
  report(line: string): void;
  metrics: StreamMetrics;
}

/** The queue of one target. Its chunks are delivered one after the other, the oldest first. */
export class DeliveryQueue {
  readonly #aws: LocalAws;
  readonly #target: Target;
  readonly #source: Undelivered;
  #waiting: Chunk[] = [];
  #failures = 0;
  #isStopped = false;
  #cancelPause: (() => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(aws: LocalAws, target: Target, source: Undelivered) {
    this.#aws = aws;
    this.#target = target;
    this.#source = source;
  }

  /** Chunks that are complete and not in S3 yet. */
  get waiting(): readonly Chunk[] {
    return this.#waiting;
  }

  push(chunk: Chunk): void {
    this.#waiting.push(chunk);
    if (!this.#cancelPause) this.#run();
  }

  /** Delivers now what waits for its next attempt. Resolves when all is delivered, or an attempt has failed. */
  async retryNow(): Promise<void> {
    this.#endPause();
    if (this.#waiting.length > 0) this.#run();
    await this.#running;
  }

  /** Ends the pauses and waits for the object that is being written. Nothing is delivered after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting = [];
    this.#endPause();
    await this.#running;
  }

  #endPause(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }

  #run(): void {
    this.#running ??= this.#deliverAll().finally(() => {
      this.#running = undefined;
      if (this.#waiting.length > 0 && !this.#cancelPause && !this.#isStopped) this.#run();
    });
  }

  async #deliverAll(): Promise<void> {
    for (let chunk = this.#waiting[0]; chunk && !this.#isStopped; chunk = this.#waiting[0]) {
      const stream = this.#source.stream();
      if (!stream) {
        this.#waiting = [];
        return;
      }
      try {
        await this.#deliver(stream, chunk);
        this.#failures = 0;
      } catch (error) {
        this.#count(false);
        this.#report(stream, chunk, error);
        if (this.#aws.clock.elapsed(chunk.oldestArrival) < RETENTION_MS) {
          this.#pause();
          return;
        }
        this.#source.report(`${stream.arn}: ${chunk.bytes} bytes are older than 24 hours and lost`);
        this.#source.done(chunk);
      }
      this.#waiting.shift();
      if (this.#waiting.length === 0) this.#source.onIdle();
    }
  }

  async #deliver(stream: DeliveryStream, chunk: Chunk): Promise<void> {
    const bytes = this.#source.read(chunk);
    if (bytes.length === 0) {
      this.#source.done(chunk);
      return;
    }
    const { RoleARN, BucketARN, CompressionFormat } = settingsOf(stream, this.#target);
    const role = deliveryRole(this.#aws, RoleARN, stream.arn);
    const { contentEncoding } = FORMATS[CompressionFormat];
    const object = {
      Bucket: BucketARN.slice(BucketARN.lastIndexOf(':') + 1),
      Key: objectKey(stream, this.#target, chunk.oldestArrival),
      Body: await compress(CompressionFormat, Buffer.concat(bytes)),
      ContentType: CONTENT_TYPE,
      ...(contentEncoding ? { ContentEncoding: contentEncoding } : {}),
    };
    this.#requireMultipart(stream, role, `${BucketARN}/${object.Key}`);
    await this.#aws.faults.before('Delivery', stream.name);
    const since = this.#source.mark();
    await this.#aws.invoke('s3', 'PutObject', object, role);
    // Without an await in between: the object appears and its records leave the journal as one piece.
    this.#source.done(chunk);
    try {
      await this.#source.durable(since);
    } catch (error) {
      this.#source.undone(chunk);
      throw error;
    }
    this.#countObject(chunk);
  }

  /** A multipart upload that cannot be aborted is not begun (decided by us; the right is in AWS's list for the role). */
  #requireMultipart(stream: DeliveryStream, role: Principal, resource: string): void {
    if (settingsOf(stream, this.#target).BufferingHints.IntervalInSeconds >= MULTIPART_BELOW_SECONDS) return;
    const action = 's3:AbortMultipartUpload';
    const decision = authorize(this.#aws, role, {
      action,
      resource,
      context: { 'aws:ResourceAccount': this.#aws.account },
    });
    if (decision.allowed) return;
    throw new AwsError(
      'AccessDenied',
      403,
      `${role.arn} may not ${action} on ${resource}: ${decision.explanation}`,
    );
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

  #pause(): void {
    const wait = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#cancelPause = this.#aws.clock.after(wait, () => {
      this.#cancelPause = undefined;
      if (!this.#isStopped) this.#run();
    });
  }

  #report(stream: DeliveryStream, chunk: Chunk, error: unknown): void {
    const reason = error instanceof CutConnection ? 'the connection was cut' : (error as Error).message;
    const attempt = `attempt ${this.#failures + 1}, ${chunk.bytes} bytes kept`;
    const { BucketARN } = settingsOf(stream, this.#target);
    this.#source.report(`${stream.arn} → ${BucketARN}: ${errorCode(error)}: ${reason} (${attempt})`);
  }
}

/**
 * The code that Firehose's error log would show (AWS documentation, "Amazon S3 data delivery errors"); for a
 * prefix that cannot be evaluated there is none in it, so that one is decided by us.
 */
function errorCode(error: unknown): string {
  if (error instanceof PrefixNotEvaluated) return 'PrefixNotEvaluated';
  if (error instanceof RoleNotAssumable) return 'S3.AccessDenied';
  return error instanceof AwsError && error.status < 500 ? `S3.${error.code}` : 'InternalError';
}
