/** What Firehose keeps of an account: its delivery streams, and the records not delivered yet. */
import { randomUUID } from 'node:crypto';
import type { LocalAws } from '../operation.js';
import type { Store } from '../store/store.js';
import type { Table } from '../store/table.js';
import { StreamPipeline } from './delivery/pipeline.js';
import { packRecords, unpackRecords } from './delivery/record-rows.js';
import { NOTHING_WAITS, type Waiting } from './delivery/waiting.js';
import { streamNotFound } from './errors.js';
import { type Gauges, Metrics } from './metrics.js';
import { createJq, type Jq } from './processing/jq.js';
import { createLambdaRunner, type LambdaRunner } from './processing/lambda.js';
import { putQuota } from './put-quota.js';
import type { DeliveryStream } from './stream.js';

/** The records of one put call. Their lengths and bytes lie beside the row. */
interface RecordsRow {
  streamId: string;
  arrivedAt: number;
  /** How many there are. */
  records: number;
  /** How long they are together. */
  bytes: number;
}

export interface FirehoseStateOptions {
  store: Store;
  /** Where local Lambda functions are; without it there are none. */
  functionsFolder?: string;
}

export class FirehoseState {
  /** What CloudWatch counts for the account, and not by stream. */
  readonly accountMetrics = new Metrics(() => ({ ResourceCount: this.names().length }));
  readonly #store: Store;
  readonly #functionsFolder: string | undefined;
  readonly #streams: Table<DeliveryStream>;
  readonly #records: Table<RecordsRow>;
  readonly #pipelines = new Map<string, StreamPipeline>();
  readonly #metrics = new Map<string, Metrics>();
  /** Deletions that are not on disk yet. */
  readonly #deletions = new Set<Promise<unknown>>();
  #running: { aws: LocalAws; jq: Jq; lambda: LambdaRunner } | undefined;
  #lastRow = 0;

  constructor({ store, functionsFolder }: FirehoseStateOptions) {
    this.#store = store;
    this.#functionsFolder = functionsFolder;
    this.#streams = store.table('firehose.streams');
    this.#records = store.table('firehose.records');
  }

  /** The stream of that name, also while it is created or deleted; undefined when there is none. */
  find(name: string): DeliveryStream | undefined {
    const stream = this.#streams.get(name);
    const { clock, durations } = this.#aws;
    if (stream?.deletedAt !== undefined && clock.elapsed(stream.deletedAt) >= durations.streamDeletion) {
      this.#streams.delete(name);
      return undefined;
    }
    return stream;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string): DeliveryStream {
    const stream = this.find(name);
    if (!stream) throw streamNotFound(name, this.#aws.account);
    return stream;
  }

  names(): string[] {
    const names = [...this.#streams.entries()].map(([name]) => name);
    return names.filter((name) => this.find(name) !== undefined).sort();
  }

  arn(name: string): string {
    return `arn:aws:firehose:${this.#aws.region}:${this.#aws.account}:deliverystream/${name}`;
  }

  /** An id that tells a stream from an earlier one of the same name. */
  newId(): string {
    return randomUUID();
  }

  save(stream: DeliveryStream): void {
    this.#streams.put(stream.name, stream);
  }

  /** jq, for those who check a query before it is used. */
  get jq(): Jq {
    return this.#started.jq;
  }

  metrics(stream: DeliveryStream): Metrics {
    const { id } = stream;
    let metrics = this.#metrics.get(id);
    if (!metrics) {
      metrics = new Metrics(() => ({ ...this.#limits(stream), ...this.#pipelines.get(id)?.gauges() }));
      this.#metrics.set(id, metrics);
    }
    return metrics;
  }

  /** Nothing is limited where nothing is throttled. */
  #limits({ throughputHintInMBs }: DeliveryStream): Gauges {
    const { region, throttle } = this.#aws;
    if (!throttle) return {};
    const { bytes, records, requests } = putQuota(region, throughputHintInMBs);
    return {
      BytesPerSecondLimit: bytes,
      RecordsPerSecondLimit: records,
      PutRequestsPerSecondLimit: requests,
    };
  }

  waiting({ id }: DeliveryStream): Waiting {
    return this.#pipelines.get(id)?.waiting() ?? NOTHING_WAITS;
  }

  /** Takes records in. They are safe once the store is durable, and reach S3 by the buffering hints. */
  accept(stream: DeliveryStream, records: readonly Uint8Array[]): void {
    const arrivedAt = this.#aws.clock.now();
    this.#lastRow += 1;
    const key = this.#lastRow.toString(36);
    const { packed, bytes } = packRecords(records);
    this.#records.put(key, { streamId: stream.id, arrivedAt, records: records.length, bytes }, packed);
    const metrics = this.metrics(stream);
    metrics.add('IncomingPutRequests');
    metrics.add('IncomingRecords', records.length);
    metrics.add('IncomingBytes', bytes);
    this.#takeUp(stream, key);
  }

  /** Processes and delivers now what waits, whatever the buffering hints say. */
  async flush(stream: DeliveryStream): Promise<void> {
    await this.#pipelines.get(stream.id)?.flush();
  }

  /** Starts to delete a stream. What it has buffered is dropped (observed on AWS). */
  beginDeletion(stream: DeliveryStream): void {
    if (stream.deletedAt !== undefined) return;
    const since = this.#store.mark();
    this.save({ ...stream, deletedAt: this.#aws.clock.now() });
    const dropped = [...this.#records.entries()].filter(([, { streamId }]) => streamId === stream.id);
    for (const [key] of dropped) this.#records.delete(key);
    const stopped = this.#pipelines.get(stream.id)?.stop();
    this.#pipelines.delete(stream.id);
    const settled = this.#store.durable(since).then(
      () => this.#metrics.delete(stream.id),
      async () => {
        // A full disk undid it all: the stream is there as before, and goes on with what it had.
        await stopped;
        for (const [key] of dropped) this.#takeUp(stream, key);
      },
    );
    this.#deletions.add(settled);
    void settled.finally(() => this.#deletions.delete(settled));
  }

  /** Takes up again what was accepted and not delivered when the store was last closed. Called once, first. */
  start(aws: LocalAws): void {
    const { clock, log } = aws;
    this.#running = {
      aws,
      jq: createJq(),
      lambda: createLambdaRunner({ folder: this.#functionsFolder, clock, log }),
    };
    const byId = new Map([...this.#streams.entries()].map(([, stream]) => [stream.id, stream]));
    for (const [key, { streamId }] of this.#records.entries()) {
      this.#lastRow = Math.max(this.#lastRow, Number.parseInt(key, 36));
      const stream = byId.get(streamId);
      if (stream) this.#takeUp(stream, key);
      else this.#records.delete(key);
    }
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    // First the tools: a function that is running would be waited for otherwise.
    await Promise.all([this.#running.jq.close(), this.#running.lambda.close()]);
    await Promise.all(this.#deletions);
    await Promise.all([...this.#pipelines.values()].map((pipeline) => pipeline.stop()));
  }

  /** Sends the records of a row, if it is still there, on their way. They are looked at when they are needed. */
  #takeUp(stream: DeliveryStream, key: string): void {
    const row = this.#records.get(key);
    if (!row) return;
    const { arrivedAt, records, bytes } = row;
    const read = () => {
      const packed = this.#records.bytes(key);
      return packed && unpackRecords(packed, records);
    };
    this.#pipelineOf(stream).accept(stream, { key, arrivedAt, records, bytes, read });
  }

  get #started() {
    if (!this.#running) throw new Error('FirehoseState is used before start()');
    return this.#running;
  }

  get #aws(): LocalAws {
    return this.#started.aws;
  }

  #pipelineOf(stream: DeliveryStream): StreamPipeline {
    const existing = this.#pipelines.get(stream.id);
    if (existing) return existing;
    const { aws, ...tools } = this.#started;
    const pipeline = new StreamPipeline(aws, tools, this.metrics(stream), {
      stream: () => {
        const found = this.#streams.get(stream.name);
        return found?.id === stream.id && found.deletedAt === undefined ? found : undefined;
      },
      has: (row) => this.#records.has(row),
      release: (row) => this.#records.delete(row),
      mark: () => this.#store.mark(),
      durable: (since) => this.#store.durable(since),
      report: (line) => this.#aws.log(line),
    });
    this.#pipelines.set(stream.id, pipeline);
    return pipeline;
  }
}
