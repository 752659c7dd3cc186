/** Step 7: sends records in batches, and loses none that Firehose refuses. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchCommandOutput,
} from '@aws-sdk/client-firehose';

/** Firehose's limits of one call, before base64. */
const MOST_RECORDS = 500;
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;
const LARGEST_RECORD_BYTES = 1_024_000;

/** How far the pause between attempts can grow. */
const MOST_TIMES_FIRST_PAUSE = 100;

export interface ProducerOptions {
  /** Put behind every record, since Firehose puts nothing between them; default a newline. */
  delimiter?: string;
  /** How many bytes may wait before put() waits too; default 8 MiB. */
  bufferBytes?: number;
  /** How long refused records are tried again, in seconds since the last one that was accepted; default 120. */
  giveUpAfterSeconds?: number;
  /** The longest that the pause before the second attempt can be; it doubles with each, up to 100 times; default 100. */
  firstPauseMs?: number;
  signal?: AbortSignal;
}

export interface ProducerCounters {
  /** Records that put() took. */
  sent: number;
  /** Records that Firehose acknowledged. */
  accepted: number;
  /** Entries sent once more because Firehose refused them. */
  resent: number;
  /** PutRecordBatch calls. */
  calls: number;
  bytes: number;
}

/** Sending was given up. The records that Firehose never acknowledged are in it, in their order. */
export class UndeliveredError extends Error {
  undelivered: Uint8Array[];

  constructor(stream: string, undelivered: Uint8Array[], cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      `Sending to the delivery stream ${stream} was given up with ${undelivered.length} records not accepted. Last: ${reason}`,
      { cause },
    );
    this.name = 'UndeliveredError';
    this.undelivered = undelivered;
  }
}

/**
 * Collects records into PutRecordBatch calls. A call that succeeds can still refuse some of its entries:
 * those, and only those, are sent again, ahead of newer records. Firehose is at-least-once: a record whose
 * answer got lost is sent again, too, and may land twice.
 */
export class Producer {
  readonly counters: ProducerCounters = { sent: 0, accepted: 0, resent: 0, calls: 0, bytes: 0 };
  #firehose: FirehoseClient;
  #stream: string;
  #options: Required<Omit<ProducerOptions, 'signal'>> & { signal?: AbortSignal };
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #sending: Promise<void> | undefined;
  #failure: UndeliveredError | undefined;
  #encoder = new TextEncoder();

  constructor(firehose: FirehoseClient, deliveryStream: string, options: ProducerOptions = {}) {
    this.#firehose = firehose;
    this.#stream = deliveryStream;
    const { delimiter = '\n', bufferBytes = 2 * LARGEST_BATCH_BYTES, signal } = options;
    const { giveUpAfterSeconds = 120, firstPauseMs = 100 } = options;
    this.#options = { delimiter, bufferBytes, giveUpAfterSeconds, firstPauseMs, signal };
  }

  /**
   * Takes a record; resolves at once, or when there is room again.
   *
   * @throws RangeError for a record that Firehose can never accept; UndeliveredError after sending was given up.
   */
  async put(record: string): Promise<void> {
    if (this.#failure) throw this.#failure;
    const bytes = this.#encoder.encode(record + this.#options.delimiter);
    if (bytes.byteLength > LARGEST_RECORD_BYTES) {
      throw new RangeError(
        `A record of ${bytes.byteLength} bytes was put; Firehose takes at most ${LARGEST_RECORD_BYTES}.`,
      );
    }
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.byteLength;
    this.counters.sent += 1;
    if (this.#hasFullBatch()) this.#start(false);
    while (this.#queue.length > 0 && this.#queuedBytes >= this.#options.bufferBytes && !this.#failure) {
      this.#start(false);
      await this.#sending;
    }
    if (this.#failure) throw this.#failure;
  }

  /**
   * Sends all that is waiting.
   *
   * @throws UndeliveredError when Firehose did not accept all of it.
   */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 || this.#sending) {
      this.#start(true);
      await this.#sending;
      if (this.#failure) throw this.#failure;
    }
  }

  /** Whether waiting longer would not make the next call any larger, or would need more than the buffer. */
  #hasFullBatch(): boolean {
    const enough = Math.min(LARGEST_BATCH_BYTES, this.#options.bufferBytes);
    return this.#queue.length >= MOST_RECORDS || this.#queuedBytes >= enough;
  }

  /** Sends the batches that are full, or all that is waiting; one loop at a time. */
  #start(isAll: boolean): void {
    if (this.#sending || this.#failure) return;
    this.#sending = this.#send(isAll).finally(() => {
      this.#sending = undefined;
    });
  }

  async #send(isAll: boolean): Promise<void> {
    const { signal, giveUpAfterSeconds, firstPauseMs } = this.#options;
    let pause = firstPauseMs;
    let lastProgress = Date.now();
    while (this.#queue.length > 0 && (isAll || this.#hasFullBatch())) {
      const batch = this.#takeBatch();
      const { refused, reason } = await this.#putBatch(batch);
      // Refused records go to the front again, so that they stay ahead of newer ones.
      this.#queue.unshift(...refused);
      for (const record of refused) this.#queuedBytes += record.byteLength;
      if (refused.length < batch.length) {
        pause = firstPauseMs;
        lastProgress = Date.now();
      }
      if (refused.length === 0) continue;
      const isOver = Date.now() - lastProgress > giveUpAfterSeconds * 1000;
      if (isOver || signal?.aborted || !canPass(reason)) {
        this.#failure = new UndeliveredError(
          this.#stream,
          this.#queue,
          signal?.aborted ? signal.reason : reason,
        );
        return;
      }
      this.counters.resent += refused.length;
      await sleep(Math.random() * pause, undefined, { signal }).catch(() => {}); // full jitter
      pause = Math.min(pause * 2, firstPauseMs * MOST_TIMES_FIRST_PAUSE);
    }
  }

  #takeBatch(): Uint8Array[] {
    let bytes = 0;
    let count = 0;
    for (const record of this.#queue) {
      if (count === MOST_RECORDS || bytes + record.byteLength > LARGEST_BATCH_BYTES) break;
      bytes += record.byteLength;
      count += 1;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }

  async #putBatch(batch: Uint8Array[]): Promise<{ refused: Uint8Array[]; reason?: unknown }> {
    const command = new PutRecordBatchCommand({
      DeliveryStreamName: this.#stream,
      Records: batch.map((Data) => ({ Data })),
    });
    this.counters.calls += 1;
    let answer: PutRecordBatchCommandOutput;
    try {
      answer = await this.#firehose.send(command, { abortSignal: this.#options.signal });
    } catch (error) {
      return { refused: batch, reason: error };
    }
    // HTTP 200 is not enough: each entry has its own answer, in the order of the request.
    const isRefused = (index: number) => answer.RequestResponses?.[index]?.RecordId === undefined;
    const refused = batch.filter((_, index) => isRefused(index));
    const first = answer.RequestResponses?.find((entry) => entry.ErrorCode) ?? NO_ANSWER;
    for (const [index, record] of batch.entries())
      if (!isRefused(index)) this.counters.bytes += record.byteLength;
    this.counters.accepted += batch.length - refused.length;
    return { refused, reason: entryError(first) };
  }
}

const NO_ANSWER = {
  ErrorCode: 'InternalFailure',
  ErrorMessage: 'an entry has neither RecordId nor ErrorCode',
};

function entryError(entry: { ErrorCode?: string; ErrorMessage?: string }): Error {
  const error = new Error(entry.ErrorMessage);
  error.name = entry.ErrorCode ?? 'Error';
  return error;
}

/** Throttling, trouble of the service and of the network pass; a wrong request or a missing right does not. */
function canPass(reason: unknown): boolean {
  const { name = '', $metadata } = (reason ?? {}) as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  if (/^(CredentialsProviderError|TypeError)$/.test(name)) return false;
  if (/Throttl|ServiceUnavailable|InternalFailure|LimitExceeded|RequestTimeout|ExpiredToken/.test(name))
    return true;
  return status === undefined || status >= 500;
}
