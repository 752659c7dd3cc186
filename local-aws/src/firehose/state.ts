/** What Firehose keeps of an account: its delivery streams, and the records not delivered yet. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Durations, LocalAws } from '../operation.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { StreamBuffer } from './buffer.js';
import { DeliveryQueue } from './delivery.js';
import { streamNotFound } from './errors.js';
import { type DeliveryStream, MIB } from './stream.js';

/** The records of one put call that go into one object. Their bytes lie beside the row, one after the other. */
interface RecordsRow {
  streamId: string;
  arrivedAt: number;
}

/** Interval 0 means "within seconds" on AWS (documentation); decided by us. */
const SHORTEST_INTERVAL_MS = 1_000;
const LOG_LINES_KEPT = 1_000;

interface Pipeline {
  buffer: StreamBuffer;
  queue: DeliveryQueue;
}

export interface FirehoseStateOptions {
  store: Store;
  account: string;
  region: string;
  clock: Clock;
  durations: Durations;
  /** Takes one line for every delivery that failed. */
  log: (line: string) => void;
}

export class FirehoseState {
  /** What deliveries reported, the newest last. Producers never see it, as on AWS. */
  readonly deliveryLog: string[] = [];
  readonly #options: FirehoseStateOptions;
  readonly #streams: Table<DeliveryStream>;
  readonly #records: Table<RecordsRow>;
  readonly #pipelines = new Map<string, Pipeline>();
  #aws: LocalAws | undefined;
  #lastRow = 0;

  constructor(options: FirehoseStateOptions) {
    this.#options = options;
    this.#streams = options.store.table('firehose.streams');
    this.#records = options.store.table('firehose.records');
  }

  arn(name: string): string {
    return `arn:aws:firehose:${this.#options.region}:${this.#options.account}:deliverystream/${name}`;
  }

  /** The stream of that name, also while it is created or deleted; undefined when there is none. */
  find(name: string): DeliveryStream | undefined {
    const stream = this.#streams.get(name);
    if (
      stream?.deletedAt !== undefined &&
      this.#elapsed(stream.deletedAt) >= this.#options.durations.streamDeletion
    ) {
      this.#streams.delete(name);
      return undefined;
    }
    return stream;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string): DeliveryStream {
    const stream = this.find(name);
    if (!stream) throw streamNotFound(name, this.#options.account);
    return stream;
  }

  names(): string[] {
    const names = [...this.#streams.entries()].map(([name]) => name);
    return names.filter((name) => this.find(name) !== undefined).sort();
  }

  save(stream: DeliveryStream): void {
    this.#streams.put(stream.name, stream);
  }

  status(stream: DeliveryStream): 'ACTIVE' | 'CREATING' | 'DELETING' {
    if (stream.deletedAt !== undefined) return 'DELETING';
    return this.#elapsed(stream.createdAt) < this.#options.durations.streamCreation ? 'CREATING' : 'ACTIVE';
  }

  /** Takes records in. They are safe once the store is durable, and reach S3 by the buffering hints. */
  accept(stream: DeliveryStream, records: Uint8Array[]): void {
    const { buffer } = this.#pipelineOf(stream);
    const arrivedAt = this.#options.clock.now();
    let piece: Uint8Array[] = [];
    let bytes = 0;
    const close = () => {
      if (piece.length === 0) return;
      const key = this.#nextKey();
      this.#records.put(
        key,
        { streamId: stream.id, arrivedAt },
        piece.length === 1 ? piece[0] : Buffer.concat(piece),
      );
      buffer.add({ key, arrivedAt, bytes });
      piece = [];
      bytes = 0;
    };
    for (const record of records) {
      piece.push(record);
      bytes += record.byteLength;
      if (bytes >= buffer.room) close();
    }
    close();
  }

  /** Starts to delete a stream. What it has buffered is dropped (observed on AWS). */
  beginDeletion(stream: DeliveryStream): void {
    if (stream.deletedAt !== undefined) return;
    this.save({ ...stream, deletedAt: this.#options.clock.now() });
    const pipeline = this.#pipelines.get(stream.id);
    this.#pipelines.delete(stream.id);
    pipeline?.buffer.discard();
    pipeline?.queue.stop();
    for (const [key, row] of [...this.#records.entries()])
      if (row.streamId === stream.id) this.#records.delete(key);
  }

  /** Buffers again what was accepted and not delivered when the store was last closed. */
  start(aws: LocalAws): void {
    this.#aws = aws;
    const byId = new Map([...this.#streams.entries()].map(([, stream]) => [stream.id, stream]));
    for (const [key, row] of [...this.#records.entries()]) {
      this.#lastRow = Math.max(this.#lastRow, Number.parseInt(key, 36));
      const stream = byId.get(row.streamId);
      const bytes = this.#records.bytes(key)?.byteLength ?? 0;
      if (stream) this.#pipelineOf(stream).buffer.add({ key, arrivedAt: row.arrivedAt, bytes });
      else this.#records.delete(key);
    }
  }

  async stop(): Promise<void> {
    for (const { buffer } of this.#pipelines.values()) buffer.discard();
    await Promise.all([...this.#pipelines.values()].map(({ queue }) => queue.stop()));
  }

  newId(): string {
    return randomUUID();
  }

  #nextKey(): string {
    this.#lastRow += 1;
    return this.#lastRow.toString(36);
  }

  #elapsed(since: number): number {
    return this.#options.clock.elapsed(since);
  }

  #pipelineOf(stream: DeliveryStream): Pipeline {
    const existing = this.#pipelines.get(stream.id);
    if (existing) return existing;
    if (!this.#aws) throw new Error('FirehoseState is used before start()');
    const current = () => {
      const found = this.#streams.get(stream.name);
      return found?.id === stream.id && found.deletedAt === undefined ? found : undefined;
    };
    const queue = new DeliveryQueue(this.#aws, {
      stream: current,
      read: (chunk) => chunk.rows.flatMap(({ key }) => this.#records.bytes(key) ?? []),
      done: (chunk) => {
        for (const { key } of chunk.rows) this.#records.delete(key);
      },
      mark: () => this.#options.store.mark(),
      durable: (since) => this.#options.store.durable(since),
      report: (line) => {
        this.deliveryLog.push(line);
        if (this.deliveryLog.length > LOG_LINES_KEPT) this.deliveryLog.shift();
        this.#options.log(line);
      },
    });
    const limits = () => {
      const { SizeInMBs, IntervalInSeconds } = (current() ?? stream).destination.BufferingHints;
      return { bytes: SizeInMBs * MIB, interval: Math.max(IntervalInSeconds * 1_000, SHORTEST_INTERVAL_MS) };
    };
    const pipeline = {
      queue,
      buffer: new StreamBuffer(this.#options.clock, limits, (chunk) => queue.push(chunk)),
    };
    this.#pipelines.set(stream.id, pipeline);
    return pipeline;
  }
}
