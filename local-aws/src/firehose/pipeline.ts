/**
 * The way of the records of one delivery stream: accepted → (backup) → processing, where it is on → the
 * buffer of the object that they go into → delivery. A record is kept in the journal until everything that
 * was made of it is in S3.
 */
import type { LocalAws } from '../operation.js';
import { type Chunk, ChunkBuffer, type Piece } from './buffer.js';
import { DeliveryQueue, type Undelivered } from './delivery.js';
import type { Gauges, StreamMetrics } from './metrics.js';
import { errorLine } from './processing/error-object.js';
import { Processing, type ProcessingTools } from './processing/processing.js';
import type { FailedRecord, ProcessedRecord } from './processing/record.js';
import type { DeliveryStream } from './stream.js';
import { limitsOf, nameOf, type Target } from './target.js';

/** AWS's quota of active partitions of a stream (documentation). */
const MOST_PARTITIONS = 500;

/** The records of one put call, and the journal row that keeps them. */
export interface AcceptedRow {
  key: string;
  arrivedAt: number;
  /** The records, one after the other. */
  data: Uint8Array;
  /** Where each of them ends: the bytes of each, in their order. */
  lengths: number[];
}

/** What the owner of the journal does for a pipeline. */
export interface RowKeeper extends Pick<Undelivered, 'durable' | 'mark' | 'report' | 'stream'> {
  /** Whether a row is still there: a full disk may have undone it. */
  has(row: string): boolean;
  /** Everything made of a row is in S3. */
  release(row: string): void;
}

interface Outlet {
  target: Target;
  buffer: ChunkBuffer;
  queue: DeliveryQueue;
}

export class StreamPipeline {
  readonly #aws: LocalAws;
  readonly #keeper: RowKeeper;
  readonly #metrics: StreamMetrics;
  readonly #processing: Processing;
  readonly #outlets = new Map<string, Outlet>();
  /** How many things made of a row are not in S3 yet. */
  readonly #owed = new Map<string, number>();
  #nextShard = 0;

  constructor(aws: LocalAws, tools: ProcessingTools, metrics: StreamMetrics, keeper: RowKeeper) {
    this.#aws = aws;
    this.#keeper = keeper;
    this.#metrics = metrics;
    this.#processing = new Processing(aws, tools, metrics, {
      stream: () => keeper.stream(),
      report: (line) => keeper.report(line),
      onProcessed: (records, failed, rows) => this.#onProcessed(records, failed, rows),
    });
  }

  /** Takes the records of one put call, in their order. */
  accept(stream: DeliveryStream, row: AcceptedRow): void {
    this.#owe(row.key);
    if (stream.destination.S3BackupMode === 'Enabled') this.#add({ kind: 'backup' }, row);
    if (Processing.isOn(stream)) {
      this.#processing.take(stream, row);
      return;
    }
    const shard = this.#nextShard % this.#aws.firehoseShards;
    this.#nextShard += 1;
    this.#add({ kind: 'main', shard }, row);
    this.#settle(row.key);
  }

  /** What waits: to be processed, in open buffers, and complete but not in S3. */
  waiting(): { bytes: number; oldestArrival: number | undefined; partitions: number } {
    const chunks = this.#chunks(() => true);
    const rows = this.#processing.waiting;
    return {
      bytes: sum(chunks.map(({ bytes }) => bytes)) + sum(rows.map(({ data }) => data.byteLength)),
      oldestArrival: this.#oldest(() => true),
      partitions: this.#partitions(),
    };
  }

  /** Nothing is emitted for what does not wait (AWS documentation, "Troubleshooting"). */
  gauges(): Gauges {
    const { clock } = this.#aws;
    const delivery = this.#oldest(({ kind }) => kind !== 'backup');
    const backup = this.#oldest(({ kind }) => kind === 'backup');
    const partitions = this.#partitions();
    return {
      ...(delivery === undefined ? {} : { 'DeliveryToS3.DataFreshness': clock.elapsed(delivery) / 1_000 }),
      ...(backup === undefined ? {} : { 'BackupToS3.DataFreshness': clock.elapsed(backup) / 1_000 }),
      ...(partitions === 0 ? {} : { PartitionCount: partitions }),
    };
  }

  /** When the oldest arrived of what waits for such targets. */
  #oldest(isMeant: (target: Target) => boolean): number | undefined {
    const chunks = this.#chunks(isMeant);
    const rows = isMeant({ kind: 'main' }) ? this.#processing.waiting : [];
    let oldest: number | undefined;
    for (const at of [...chunks.map((one) => one.oldestArrival), ...rows.map((one) => one.arrivedAt)]) {
      if (oldest === undefined || at < oldest) oldest = at;
    }
    return oldest;
  }

  #chunks(isMeant: (target: Target) => boolean): Readonly<Chunk>[] {
    return [...this.#outlets.values()]
      .filter(({ target }) => isMeant(target))
      .flatMap(({ buffer, queue }) => [...(buffer.waiting ? [buffer.waiting] : []), ...queue.waiting]);
  }

  /** Processes and delivers now what waits. Resolves when it is in S3, or an attempt to bring it there has failed. */
  async flush(): Promise<void> {
    await this.#processing.flush();
    for (const { buffer } of this.#outlets.values()) buffer.flush();
    await Promise.all([...this.#outlets.values()].map(({ queue }) => queue.retryNow()));
  }

  /** Ends all timers and waits for what is being processed or written. What waits stays in the journal. */
  async stop(): Promise<void> {
    await this.#processing.stop();
    for (const { buffer } of this.#outlets.values()) buffer.discard();
    await Promise.all([...this.#outlets.values()].map(({ queue }) => queue.stop()));
  }

  #onProcessed(records: ProcessedRecord[], failed: FailedRecord[], rows: string[]): void {
    for (const record of records) {
      const { row, arrivedAt, data, partitionKeys } = record;
      const target: Target = { kind: 'main', partitionKeys };
      const isNew = partitionKeys !== undefined && !this.#outlets.has(nameOf(target));
      if (isNew && this.#partitions() >= MOST_PARTITIONS) {
        this.#metrics.add('PartitionCountExceeded');
        this.#fail(tooManyPartitions(record, this.#aws.clock.now()));
      } else {
        this.#add(target, { key: row, arrivedAt, data, lengths: [data.byteLength] });
      }
    }
    for (const failure of failed) this.#fail(failure);
    for (const row of rows) this.#settle(row);
  }

  #fail(failure: FailedRecord): void {
    const { record, errorOutputType } = failure;
    const data = Buffer.from(`${errorLine(failure)}\n`);
    const { row: key, arrivedAt } = record;
    this.#add({ kind: 'error', errorOutputType }, { key, arrivedAt, data, lengths: [data.byteLength] });
  }

  #partitions(): number {
    return [...this.#outlets.values()].filter(({ target }) => target.kind === 'main' && target.partitionKeys)
      .length;
  }

  /** Puts records into the buffer of their target, cut where an object ends. */
  #add(target: Target, { key, arrivedAt, data, lengths }: AcceptedRow): void {
    const { buffer } = this.#outletOf(target);
    let start = 0;
    let end = 0;
    let records = 0;
    const cut = () => {
      if (records === 0) return;
      this.#owe(key);
      buffer.add({ row: key, arrivedAt, data: data.subarray(start, end), records });
      start = end;
      records = 0;
    };
    for (const length of lengths) {
      end += length;
      records += 1;
      if (end - start >= buffer.room) cut();
    }
    cut();
  }

  #owe(row: string): void {
    this.#owed.set(row, (this.#owed.get(row) ?? 0) + 1);
  }

  #settle(row: string): void {
    const left = (this.#owed.get(row) ?? 0) - 1;
    if (left > 0) {
      this.#owed.set(row, left);
      return;
    }
    this.#owed.delete(row);
    this.#keeper.release(row);
  }

  #outletOf(target: Target): Outlet {
    const name = nameOf(target);
    const existing = this.#outlets.get(name);
    if (existing) return existing;
    const isThere = (piece: Piece) => this.#keeper.has(piece.row);
    const queue = new DeliveryQueue(this.#aws, target, {
      ...this.#keeper,
      metrics: this.#metrics,
      read: (chunk) => chunk.pieces.filter(isThere).map(({ data }) => data),
      done: (chunk) => {
        for (const { row } of chunk.pieces) this.#settle(row);
      },
      undone: (chunk) => {
        for (const { row } of chunk.pieces) this.#owe(row);
      },
      // A partition is active from its first record until its last is delivered (AWS documentation).
      onIdle: () => {
        if (!buffer.waiting) this.#outlets.delete(name);
      },
    });
    const limits = () => {
      const stream = this.#keeper.stream();
      return stream ? limitsOf(stream, target) : { bytes: Number.POSITIVE_INFINITY, interval: 0 };
    };
    const buffer = new ChunkBuffer(this.#aws.clock, limits, (chunk) => queue.push(chunk));
    const outlet = { target, buffer, queue };
    this.#outlets.set(name, outlet);
    return outlet;
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function tooManyPartitions(record: ProcessedRecord, now: number): FailedRecord {
  return {
    record,
    errorOutputType: 'activePartitionExceeded',
    errorCode: 'DynamicPartitioning.ActivePartitionLimitExceeded',
    errorMessage: `Active partitions limit of ${MOST_PARTITIONS} was exceeded`,
    attemptsMade: 1,
    attemptEndedAt: now,
  };
}
