/**
 * The way of the records of one delivery stream: accepted → (backup) → processing, where it is on → the
 * buffer of the object that they go into → delivery. A record is kept in the journal until everything that
 * was made of it is in S3.
 */
import type { LocalAws } from '../../operation.js';
import type { Gauges, Metrics } from '../metrics.js';
import { errorLine } from '../processing/error-object.js';
import { Processing, type ProcessingTools } from '../processing/processing.js';
import type { FailedRecord, ProcessedRecord, SourceRecord } from '../processing/record.js';
import type { DeliveryStream } from '../stream.js';
import { type Chunk, ChunkBuffer, type Piece } from './buffer.js';
import type { DeliveryFailure } from './delivery.js';
import { DeliveryQueue, type Undelivered } from './delivery-queue.js';
import type { Records } from './record-rows.js';
import { limitsOf, nameOf, type Target } from './target.js';
import { gaugesIn, type Outlet, partitionsIn, type Stations, type Waiting, waitingIn } from './waiting.js';

/** AWS's quota of active partitions of a stream (documentation). */
const MOST_PARTITIONS = 500;

/** The records of one put call, and the journal row that keeps them. */
export interface AcceptedRow {
  key: string;
  arrivedAt: number;
  /** How many records there are. */
  records: number;
  /** How long they are together. */
  bytes: number;
  /**
   * The records; undefined when a full disk has undone the row. They may have to be read from the disk.
   *
   * @throws StoreError when they cannot be read.
   */
  read(): Records | undefined;
}

/** What the owner of the journal does for a pipeline. */
export interface RowKeeper extends Pick<Undelivered, 'durable' | 'mark' | 'report' | 'stream'> {
  /** Whether a row is still there: a full disk may have undone it. */
  has(row: string): boolean;
  /** Everything made of a row is in S3. */
  release(row: string): void;
}

export class StreamPipeline {
  readonly #aws: LocalAws;
  readonly #keeper: RowKeeper;
  readonly #metrics: Metrics;
  readonly #processing: Processing;
  readonly #outlets = new Map<string, Outlet>();
  readonly #turnOfShards: () => number;
  readonly #turnOfProcessed: () => number;
  /** How many things made of a row are not in S3 yet. */
  readonly #owed = new Map<string, number>();
  #isStopped = false;

  constructor(aws: LocalAws, tools: ProcessingTools, metrics: Metrics, keeper: RowKeeper) {
    this.#aws = aws;
    this.#keeper = keeper;
    this.#metrics = metrics;
    this.#turnOfShards = turns(aws.firehoseShards);
    this.#turnOfProcessed = turns(aws.firehoseShards);
    this.#processing = new Processing(aws, tools, metrics, {
      stream: () => keeper.stream(),
      report: (line) => keeper.report(line),
      onProcessed: (records, failed, rows) => this.#onProcessed(records, failed, rows),
    });
  }

  /** Takes the records of one put call, in their order. */
  accept(stream: DeliveryStream, row: AcceptedRow): void {
    this.#owe(row.key);
    const shard = this.#turnOfShards();
    if (stream.destination.S3BackupMode === 'Enabled') this.#addRow({ kind: 'backup', shard }, row);
    if (Processing.isOn(stream)) {
      this.#processing.take(stream, row);
      return;
    }
    this.#addRow({ kind: 'main', shard }, row);
    this.#settle(row.key);
  }

  waiting(): Waiting {
    return waitingIn(this.#stations);
  }

  gauges(): Gauges {
    return gaugesIn(this.#stations, this.#aws.clock);
  }

  /** Processes and delivers now what waits. Resolves when it is in S3, or an attempt to bring it there has failed. */
  async flush(): Promise<void> {
    await this.#processing.flush();
    await this.#flush(({ kind }) => kind !== 'error');
    await this.#flush(({ kind }) => kind === 'error'); // with those of partitions that were just given up
  }

  async #flush(isMeant: (target: Target) => boolean): Promise<void> {
    const outlets = [...this.#outlets.values()].filter(({ target }) => isMeant(target));
    for (const { buffer } of outlets) buffer.flush();
    await Promise.all(outlets.map(({ queue }) => queue.retryNow()));
  }

  /** Ends all timers and waits for what is being processed or written. What waits stays in the journal. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#processing.stop();
    for (const { buffer } of this.#outlets.values()) buffer.discard();
    await Promise.all([...this.#outlets.values()].map(({ queue }) => queue.stop()));
  }

  #onProcessed(records: ProcessedRecord[], failed: FailedRecord[], rows: string[]): void {
    const shards = new Map(rows.map((row) => [row, this.#turnOfProcessed()]));
    const stream = this.#keeper.stream();
    const waitingSince = stream && Processing.hasFunction(stream) ? this.#aws.clock.now() : undefined;
    for (const record of records) {
      const { row, partitionKeys } = record;
      // With dynamic partitioning the buffering hints hold for the stream, not for each shard (AWS documentation).
      const target: Target = partitionKeys
        ? { kind: 'main', partitionKeys }
        : { kind: 'main', shard: shards.get(row) };
      const isNew = partitionKeys !== undefined && !this.#outlets.has(nameOf(target));
      if (isNew && partitionsIn(this.#stations.outlets) >= MOST_PARTITIONS) {
        this.#metrics.add('PartitionCountExceeded');
        this.#fail(tooManyPartitions(record, this.#aws.clock.now()));
      } else {
        this.#addRecord(target, record, waitingSince);
      }
    }
    for (const failure of failed) this.#fail(failure);
    for (const row of rows) this.#settle(row);
  }

  #fail(failure: FailedRecord): void {
    const { record, errorOutputType } = failure;
    const data = Buffer.from(`${errorLine(failure)}\n`);
    this.#addRecord({ kind: 'error', errorOutputType }, { ...record, data });
  }

  /**
   * Makes error records of an object that could not be delivered in the time to retry: the error prefix holds
   * all that Firehose is not able to deliver (AWS documentation, "Troubleshoot dynamic partitioning errors").
   * Its error output type, and that a record is shown as it would have been delivered, is decided by us.
   */
  #giveUp({ pieces }: Chunk, { code, reason, attempts }: DeliveryFailure & { attempts: number }): void {
    if (this.#isStopped) return;
    const attemptEndedAt = this.#aws.clock.now();
    for (const { row, arrivedAt, read } of pieces) {
      const data = read();
      const failed = {
        errorOutputType: 'processing-failed',
        errorCode: code,
        errorMessage: reason,
        attemptsMade: attempts,
        attemptEndedAt,
      } as const;
      if (data) this.#fail({ record: { row, arrivedAt, data }, ...failed });
      this.#settle(row);
    }
  }

  get #stations(): Stations {
    return { outlets: [...this.#outlets.values()], processing: this.#processing };
  }

  /** Puts a record, of which nothing but its row is in the journal, into the buffer of its target. */
  #addRecord(target: Target, { row, arrivedAt, data }: SourceRecord, waitingSince?: number): void {
    this.#owe(row);
    const piece = { row, arrivedAt, bytes: data.byteLength, records: 1, read: () => data };
    this.#outletOf(target).buffer.add(piece, waitingSince);
  }

  /** Puts records into the buffer of their target, cut where an object ends. */
  #addRow(target: Target, row: AcceptedRow): void {
    const { buffer } = this.#outletOf(target);
    const add = (records: number, start: number, end: number) => {
      this.#owe(row.key);
      const read = () => row.read()?.data.subarray(start, end);
      buffer.add({ row: row.key, arrivedAt: row.arrivedAt, bytes: end - start, records, read });
    };
    if (row.bytes < buffer.room) {
      add(row.records, 0, row.bytes);
      return;
    }
    const lengths = row.read()?.lengths ?? [];
    let start = 0;
    let end = 0;
    let records = 0;
    let room = buffer.room;
    for (let i = 0; i < lengths.length; i += 1) {
      end += lengths[i] as number;
      records += 1;
      if (end - start < room && i + 1 < lengths.length) continue;
      add(records, start, end);
      start = end;
      records = 0;
      room = buffer.room;
    }
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
      read: (chunk) => joined(chunk, isThere),
      done: (chunk) => {
        for (const { row } of chunk.pieces) this.#settle(row);
      },
      undone: (chunk) => {
        for (const { row } of chunk.pieces) this.#owe(row);
      },
      giveUp: (chunk, failure) => this.#giveUp(chunk, failure),
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

/** The bytes of those pieces that are still there, end to end; undefined when none is. */
function joined({ pieces, bytes }: Chunk, isThere: (piece: Piece) => boolean): Uint8Array | undefined {
  const whole = Buffer.allocUnsafeSlow(bytes);
  let end = 0;
  let isEmpty = true;
  for (const piece of pieces) {
    const data = isThere(piece) ? piece.read() : undefined;
    if (!data) continue;
    whole.set(data, end);
    end += data.byteLength;
    isEmpty = false;
  }
  return isEmpty ? undefined : whole.subarray(0, end);
}

/** The numbers from 0 to below `count`, in turn. */
function turns(count: number): () => number {
  let next = 0;
  return () => {
    const turn = next % count;
    next += 1;
    return turn;
  };
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
