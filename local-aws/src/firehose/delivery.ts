/**
 * Delivery to S3, as the stream's role: complete chunks in, objects out. A delivery that fails stays
 * silent for the producer; it is tried again with growing pauses until its oldest record is 24 hours old,
 * and then lost (AWS documentation, "Understand data delivery"; the pauses are decided by us).
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AwsError } from '../errors.js';
import type { LocalAws } from '../operation.js';
import type { Mark } from '../store/group-commit.js';
import { RoleNotAssumable } from '../sts/assume-role.js';
import type { Chunk } from './buffer.js';
import { deliveryRole } from './destination.js';
import { objectKey } from './object-name.js';
import type { DeliveryStream } from './stream.js';

const compress = promisify(gzip);

const RETENTION_MS = 24 * 60 * 60 * 1000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** What the owner of the records gives the delivery. */
export interface Undelivered {
  /** The stream as it is now; undefined once it is being deleted. */
  stream(): DeliveryStream | undefined;
  /** The bytes of a chunk, one record after the other, with nothing between them; none if a full disk undid them. */
  read(chunk: Chunk): Uint8Array[];
  /** The records are in S3, or given up: they need not be kept any longer. */
  done(chunk: Chunk): void;
  /** A point in time; `durable` resolves when all changes since then are on disk. */
  mark(): Mark;
  durable(since: Mark): Promise<void>;
  /** One line about a delivery that failed, for whoever looks for it. */
  report(line: string): void;
}

/** One stream's queue of chunks. They are delivered one after the other, the oldest first. */
export class DeliveryQueue {
  readonly #aws: LocalAws;
  readonly #source: Undelivered;
  #waiting: Chunk[] = [];
  #failures = 0;
  #isStopped = false;
  #cancelPause: (() => void) | undefined;
  #running: Promise<void> | undefined;

  constructor(aws: LocalAws, source: Undelivered) {
    this.#aws = aws;
    this.#source = source;
  }

  push(chunk: Chunk): void {
    this.#waiting.push(chunk);
    if (!this.#cancelPause) this.#run();
  }

  /** Ends the pauses and waits for the object that is being written. Nothing is delivered after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#waiting = [];
    this.#cancelPause?.();
    await this.#running;
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
        this.#report(stream, chunk, error);
        if (this.#aws.clock.elapsed(chunk.oldestArrival) < RETENTION_MS) {
          this.#pause();
          return;
        }
        this.#source.report(`${stream.arn}: ${chunk.bytes} bytes are older than 24 hours and lost`);
        this.#source.done(chunk);
      }
      this.#waiting.shift();
    }
  }

  async #deliver(stream: DeliveryStream, chunk: Chunk): Promise<void> {
    const { RoleARN, BucketARN, CompressionFormat } = stream.destination;
    const pieces = this.#source.read(chunk);
    if (pieces.length === 0) return;
    const role = deliveryRole(this.#aws, RoleARN, stream.arn);
    const bytes = Buffer.concat(pieces);
    const isGzip = CompressionFormat === 'GZIP';
    const object = {
      Bucket: BucketARN.slice(BucketARN.lastIndexOf(':') + 1),
      Key: objectKey(stream, chunk.oldestArrival),
      Body: isGzip ? await compress(bytes) : bytes,
      ContentType: 'application/octet-stream',
      ...(isGzip ? { ContentEncoding: 'gzip' } : {}),
    };
    const since = this.#source.mark();
    await this.#aws.invoke('s3', 'PutObject', object, role);
    // Without an await in between: the object appears and its records leave the journal as one piece.
    this.#source.done(chunk);
    await this.#source.durable(since);
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
    const code = errorCode(error);
    const reason = error instanceof Error ? error.message : String(error);
    const attempt = `attempt ${this.#failures + 1}, ${chunk.bytes} bytes kept`;
    this.#source.report(`${stream.arn} → ${stream.destination.BucketARN}: ${code}: ${reason} (${attempt})`);
  }
}

/** The code that Firehose's error log would show (AWS documentation, "Amazon S3 data delivery errors"). */
function errorCode(error: unknown): string {
  if (error instanceof RoleNotAssumable) return 'S3.AccessDenied';
  return error instanceof AwsError && error.status < 500 ? `S3.${error.code}` : 'InternalError';
}
