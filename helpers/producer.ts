/**
 * Step 7: sends records in batches, as fast as the SDK can, and loses none that Firehose refuses. This file needs
 * the AWS SDK and nothing else of this project, so that it can be copied alone.
 */
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchCommandInput,
  type PutRecordBatchResponseEntry,
} from '@aws-sdk/client-firehose';

/** Firehose's limits of one call, counted before base64 (AWS documentation, PutRecordBatch). */
const MOST_ENTRIES = 500;
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;
const LARGEST_RECORD_BYTES = 1_024_000;

/** What the buffer counts besides the bytes: a million empty records take memory, too. */
const MEMORY_OF_ENTRY = 128;
const MEMORY_OF_RECORD = 32;

/** How far the pause between attempts can grow. */
const MOST_TIMES_FIRST_PAUSE = 100;

const DONE = Promise.resolve();

/** A record as it is put. Bytes must not be changed afterwards. */
export type Data = string | Uint8Array;

export interface ProducerOptions {
  /** Put behind every record, since Firehose puts nothing between them; default a newline. */
  delimiter?: string;
  /** How long a record waits for others to fill its batch, in milliseconds; default 1,000. */
  lingerMs?: number;
  /** How many calls are under way at a time; default 8. 1 keeps the order, but for what Firehose refuses. */
  inFlight?: number;
  /**
   * How many bytes may wait or be under way before put() waits too; default 16 MiB. A record counts 160 more than it
   * has, for the objects around it (a packed one 32). It also waits while a batch of 500 does.
   */
  bufferBytes?: number;
  /**
   * Packs records, each with its delimiter, into entries of up to so many bytes, at most 1,024,000; default 0, none.
   * Firehose bills each entry as a multiple of 5 KB, so that a record of 100 bytes costs as much as 51 packed
   * ones, and quotas count entries. The objects in S3 are the same bytes. Not for streams that look at single
   * records (dynamic partitioning, a Lambda, format conversion), unless they take packed ones apart: with
   * RecordDeAggregation, and the delimiter named, Firehose does it for up to 500 records an entry.
   */
  aggregateBytes?: number;
  /** The most entries a second, such as the stream's quota; default no limit. */
  recordsPerSecond?: number;
  /** The most bytes a second, such as the stream's quota; default no limit. */
  bytesPerSecond?: number;
  /** How long refused records are tried again while none of them is accepted, in seconds; default 120. */
  giveUpAfterSeconds?: number;
  /** How long a delivery stream may be unknown before the first record is accepted, in seconds; default 10. */
  streamGraceSeconds?: number;
  /** How long a call may take before it counts as lost, in milliseconds; default 30,000. */
  callTimeoutMs?: number;
  /** The longest that the first pause after a call without success can be; it doubles up to 100 times; default 100. */
  firstPauseMs?: number;
  /** Writes the body and reads the answer past the SDK's schemas, which saves most of its CPU. Default true. */
  isFast?: boolean;
  signal?: AbortSignal;
}

export interface ProducerCounters {
  /** Records that put() took. */
  sent: number;
  /** Records that Firehose acknowledged, and their bytes. */
  accepted: number;
  bytes: number;
  /** Records that Firehose refused in a call that succeeded; one that is refused twice counts twice. */
  refused: number;
  /** Records sent once more, and those of them that may land twice: the answer to their call was lost. */
  resent: number;
  possibleDuplicates: number;
  /** PutRecordBatch calls, those of them that are under way, and how long the last one took. */
  calls: number;
  inFlight: number;
  latencyMs: number;
}

/** What the event `call` says after every PutRecordBatch. */
export interface CallReport {
  records: number;
  refused: number;
  bytes: number;
  latencyMs: number;
  /** Why the call failed, or what was said of the first entry that was refused. */
  reason?: unknown;
}

/** A record that Firehose never acknowledged, as it was put. */
export interface Undelivered {
  record: Data;
  /** What Firehose said last, or why it was not sent at all. */
  reason: unknown;
}

/** Sending was given up. Every record that put() took and Firehose never acknowledged is in it, in order. */
export class UndeliveredError extends Error {
  undelivered: Undelivered[];

  constructor(stream: string, undelivered: Undelivered[], cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      `Sending to the delivery stream ${stream} was given up with ${undelivered.length} records not accepted. Last: ${reason}`,
      { cause },
    );
    this.name = 'UndeliveredError';
    this.undelivered = undelivered;
  }
}

/** One entry of a call: a record, or several that are packed. */
interface Entry {
  record: Data;
  /** The records packed behind it. */
  more: Data[] | undefined;
  /** The number of its first record among all that were put. */
  position: number;
  bytes: number;
  memory: number;
  /** Why it was not accepted when it was last sent. */
  reason: unknown;
  /** The one behind it in the queue. */
  next: Entry | undefined;
}

interface Flush {
  upTo: number;
  left: number;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * Collects records into PutRecordBatch calls. A call that succeeds can still refuse some of its entries: those,
 * and only those, are sent again, ahead of newer ones. Firehose is at-least-once: a record whose answer got lost
 * is sent again, too, and may land twice; give records an id where that matters.
 *
 * It is a Writable in object mode, so that `pipeline(source, producer)` sends the records of any iterable or
 * stream. It emits `call` with a {@link CallReport} after every call.
 */
export class Producer extends Writable {
  readonly counters: ProducerCounters = {
    ...{ sent: 0, accepted: 0, bytes: 0, refused: 0, resent: 0, possibleDuplicates: 0 },
    ...{ calls: 0, inFlight: 0, latencyMs: 0 },
  };
  readonly #firehose: FirehoseClient;
  readonly #stream: string;
  readonly #options: Settings;
  readonly #delimiterBytes: number;
  readonly #queue = new Queue();
  /** Records up to this position do not wait for a full batch. */
  #dueUpTo = 0;
  #linger: NodeJS.Timeout | undefined;
  /** The memory of what waits or is under way; who waits for room there; who waits for the end of a part of it. */
  #memory = 0;
  #forRoom: (() => void)[] = [];
  #flushes: Flush[] = [];
  #lanes = 0;
  #calls = new Set<AbortController>();
  #firstCallAt: number | undefined;
  #nextCallAt = 0;
  #isClosed = false;
  /** Ends pauses, and lets no further call begin; its reason says why. */
  #halt = new AbortController();
  /** What lanes that have ended could not deliver. */
  #undelivered: Entry[] = [];
  #failure: UndeliveredError | undefined;

  /** The client stays the caller's: the SDK's retries are off for this producer's calls only. */
  constructor(firehose: FirehoseClient, deliveryStream: string, options: ProducerOptions = {}) {
    super({ objectMode: true });
    this.#firehose = firehose;
    this.#stream = deliveryStream;
    this.#options = settings(options);
    this.#delimiterBytes = Buffer.byteLength(this.#options.delimiter);
  }

  /**
   * Takes a record; resolves at once, or when there is room again. A record whose put() rejects was not taken.
   *
   * @throws RangeError for a record that Firehose can never accept; UndeliveredError after sending was given up.
   */
  put(record: Data): Promise<void> {
    try {
      this.#take(record);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#hasRoom() || this.#failure) return DONE;
    return new Promise<void>((resolve) => this.#forRoom.push(resolve));
  }

  #take(record: Data): void {
    if (this.#failure) throw this.#failure;
    if (this.#isClosed) throw new Error(`put() after the end of the producer for ${this.#stream}`);
    const bytes = Buffer.byteLength(record) + this.#delimiterBytes;
    if (bytes > LARGEST_RECORD_BYTES) {
      throw new RangeError(
        `A record of ${bytes} bytes was put; Firehose takes at most ${LARGEST_RECORD_BYTES}.`,
      );
    }
    this.counters.sent += 1;
    const last = this.#queue.last;
    // What a flush waits for takes no more records.
    const isOpen =
      last && last.position > this.#dueUpTo && last.bytes + bytes <= this.#options.aggregateBytes;
    this.#memory += this.#queue.add(record, bytes, isOpen ? last : undefined, this.counters.sent);
    this.#linger ??= setTimeout(() => this.#sendWhatWaits(), this.#options.lingerMs);
    this.#start();
  }

  /**
   * Resolves when Firehose has acknowledged all that was put before; nothing waits for a full batch.
   *
   * @throws UndeliveredError when sending was given up.
   */
  async flush(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const { sent, accepted } = this.counters;
    if (sent === accepted) return;
    await new Promise<void>((resolve, reject) => {
      this.#flushes.push({ upTo: sent, left: sent - accepted, resolve, reject });
      this.#sendWhatWaits();
    });
  }

  /**
   * Flushes, and takes no more.
   *
   * @param options.deadline in milliseconds; what is not acknowledged by then is given up. Default: none
   * @throws UndeliveredError when sending was given up.
   */
  async close(options: { deadline?: number } = {}): Promise<void> {
    const { deadline } = options;
    this.#isClosed = true;
    const late = () => this.#stop(named('TimeoutError', `close() was given ${deadline} ms`), true);
    const timer = deadline === undefined ? undefined : setTimeout(late, deadline);
    try {
      await this.flush();
    } finally {
      clearTimeout(timer);
      this.destroy();
    }
  }

  override _write(record: Data, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.put(record).then(() => done(), done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#isClosed = true;
    this.flush().then(() => done(), done);
  }

  #sendWhatWaits(): void {
    this.#dueUpTo = this.counters.sent;
    this.#start();
  }

  /** Whether there is a batch that would not become larger by waiting, or must not wait. */
  #isBatchDue(): boolean {
    const { first, entries, bytes, memory } = this.#queue;
    if (first === undefined) return false;
    const isFull = entries >= MOST_ENTRIES || bytes >= LARGEST_BATCH_BYTES;
    // Half of a small buffer is a batch, too: one half is under way while the other one fills.
    return isFull || first.position <= this.#dueUpTo || memory * 2 >= this.#options.bufferBytes;
  }

  /** Opens a lane for every batch that is due, up to the number allowed. */
  #start(): void {
    const { inFlight, signal } = this.#options;
    while (this.#isBatchDue() && this.#lanes < inFlight && !this.#halt.signal.aborted) {
      if (signal?.aborted) {
        this.#onAbort();
        return;
      }
      if (this.#lanes === 0) signal?.addEventListener('abort', this.#onAbort);
      this.#lanes += 1;
      void this.#lane().then(() => {
        this.#lanes -= 1;
        if (this.#lanes > 0) return;
        signal?.removeEventListener('abort', this.#onAbort);
        if (this.#halt.signal.aborted) this.#giveUp();
      });
    }
  }

  readonly #onAbort = () => this.#stop(this.#options.signal?.reason, true);

  /** Sends one batch after another while any is due; each begins with what was refused of the one before. */
  async #lane(): Promise<void> {
    let batch: Entry[] = [];
    let fruitless = 0; // attempts since one was accepted, in whole, and the share that it refused
    let fruitlessSince: number | undefined;
    while (!this.#halt.signal.aborted && (batch.length > 0 || this.#isBatchDue())) {
      this.counters.resent += recordsIn(batch);
      this.#fill(batch);
      await this.#turnOf(batch);
      if (this.#halt.signal.aborted) break;
      const refused = await this.#call(batch);
      const share = refused.length / batch.length;
      batch = refused;
      if (share < 1) {
        fruitless = 0;
        fruitlessSince = undefined;
      }
      if (share === 0) continue;
      fruitless += share;
      if (share === 1) fruitlessSince ??= performance.now();
      const reason = refused[0]?.reason;
      if (this.#isFinal(reason, fruitlessSince)) this.#stop(reason);
      const { firstPauseMs } = this.#options;
      const longest = firstPauseMs * Math.min(2 ** fruitless - 1, MOST_TIMES_FIRST_PAUSE);
      await this.#pause(Math.random() * longest); // full jitter
    }
    this.#undelivered.push(...batch);
  }

  /** Adds as many new entries to a batch as there is room for in a call. */
  #fill(batch: Entry[]): void {
    this.#queue.moveTo(batch);
    clearTimeout(this.#linger);
    const isEmpty = this.#queue.first === undefined;
    this.#linger = isEmpty ? undefined : setTimeout(() => this.#sendWhatWaits(), this.#options.lingerMs);
  }

  /** Waits until the rate allows the batch. A call takes the time that its entries and bytes take at that rate. */
  async #turnOf(batch: Entry[]): Promise<void> {
    const { recordsPerSecond, bytesPerSecond } = this.#options;
    const now = performance.now();
    const at = Math.max(now, this.#nextCallAt);
    const seconds = Math.max(batch.length / recordsPerSecond, bytesIn(batch) / bytesPerSecond);
    this.#nextCallAt = at + seconds * 1000;
    if (at > now) await this.#pause(at - now);
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#halt.signal }).catch(() => {}); // whoever pauses looks at the signal
  }

  #isFinal(reason: unknown, fruitlessSince = Number.POSITIVE_INFINITY): boolean {
    const now = performance.now();
    const { giveUpAfterSeconds, streamGraceSeconds } = this.#options;
    if (now - fruitlessSince >= giveUpAfterSeconds * 1000) return true;
    const isNew =
      this.counters.accepted === 0 && now - (this.#firstCallAt ?? now) < streamGraceSeconds * 1000;
    return !canPass(reason) && !(isNew && nameOf(reason) === 'ResourceNotFoundException');
  }

  /** Makes one call, and gives back the entries that were not accepted. */
  async #call(batch: Entry[]): Promise<Entry[]> {
    const { callTimeoutMs } = this.#options;
    const call = new AbortController();
    this.#calls.add(call);
    this.counters.calls += 1;
    this.counters.inFlight += 1;
    const begun = performance.now();
    this.#firstCallAt ??= begun;
    const late = () => call.abort(named('TimeoutError', `no answer within ${callTimeoutMs} ms`));
    const timer = setTimeout(late, callTimeoutMs);
    let refused = batch;
    try {
      // The signal alone would not do: the SDK does not look at it while it waits for credentials.
      const answers = await Promise.race([this.#send(batch, call.signal), aborted(call.signal)]);
      refused = answers ? refusedOf(batch, answers) : [];
      this.counters.refused += recordsIn(refused);
    } catch (reason) {
      for (const entry of batch) entry.reason = reason;
      if (mayHaveArrived(reason)) this.counters.possibleDuplicates += recordsIn(batch);
    }
    clearTimeout(timer);
    this.#calls.delete(call);
    this.counters.inFlight -= 1;
    this.counters.latencyMs = Math.round(performance.now() - begun);
    this.#settle(batch, refused);
    return refused;
  }

  /** One attempt through the SDK; gives the answer for each entry, or undefined when all were accepted. */
  async #send(batch: Entry[], abortSignal: AbortSignal): Promise<PutRecordBatchResponseEntry[] | undefined> {
    // A provider without a date of expiry is asked once only, unless it is told to look again.
    if (/Expired/.test(nameOf(batch[0]?.reason))) {
      await this.#firehose.config.credentials({ forceRefresh: true });
    }
    const bytes = bytesOf(batch, this.#options.delimiter);
    if (this.#options.isFast) {
      try {
        const encoded = cut(batch, (start, end) => bytes.toString('base64', start, end));
        return await sendFast(this.#firehose, this.#stream, encoded, abortSignal);
      } catch (error) {
        if (error !== UNEXPECTED_REQUEST) throw error;
        this.#options.isFast = false;
      }
    }
    const Records = cut(batch, (start, end) => ({ Data: bytes.subarray(start, end) }));
    const command = withoutRetries({ DeliveryStreamName: this.#stream, Records });
    return (await this.#firehose.send(command, { abortSignal })).RequestResponses ?? [];
  }

  /** Counts what was accepted, tells of the call, and wakes those who waited for it. */
  #settle(batch: Entry[], refused: Entry[]): void {
    const isRefused = new Set(refused);
    for (const entry of batch) {
      if (isRefused.has(entry)) continue;
      const records = 1 + (entry.more?.length ?? 0);
      this.counters.accepted += records;
      this.counters.bytes += entry.bytes;
      this.#memory -= entry.memory;
      for (const flush of this.#flushes) if (entry.position <= flush.upTo) flush.left -= records;
    }
    for (const { left, resolve } of this.#flushes) if (left === 0) resolve();
    this.#flushes = this.#flushes.filter(({ left }) => left > 0);
    if (this.#hasRoom()) this.#wakeAll();
    const report: CallReport = {
      records: recordsIn(batch),
      refused: recordsIn(refused),
      bytes: bytesIn(batch),
      latencyMs: this.counters.latencyMs,
      reason: refused[0]?.reason,
    };
    process.nextTick(() => this.emit('call', report)); // what a listener throws is no failure of the call
  }

  /** While every lane is busy and the next batch is full, more would only be kept. */
  #hasRoom(): boolean {
    return this.#memory < this.#options.bufferBytes && this.#queue.entries < MOST_ENTRIES;
  }

  #wakeAll(): void {
    for (const wake of this.#forRoom.splice(0)) wake();
  }

  /** Lets no further call begin. Those under way are waited for, or cut off. */
  #stop(reason: unknown, cutsOff = false): void {
    this.#halt.abort(reason); // the first reason stays
    if (cutsOff) for (const call of this.#calls) call.abort(reason);
    if (this.#lanes === 0) this.#giveUp();
  }

  /** After the last call: hands back what was not accepted. */
  #giveUp(): void {
    const { reason } = this.#halt.signal;
    this.#queue.moveTo(this.#undelivered, Infinity, Infinity);
    const entries = this.#undelivered.sort((a, b) => a.position - b.position);
    const undelivered = entries.flatMap((entry) =>
      recordsOf(entry).map((record) => ({ record, reason: entry.reason ?? reason })),
    );
    clearTimeout(this.#linger);
    this.#failure ??= new UndeliveredError(this.#stream, undelivered, reason);
    for (const { reject } of this.#flushes.splice(0)) reject(this.#failure);
    this.#wakeAll();
  }
}

function entryOf(record: Data, position: number, bytes: number, memory: number): Entry {
  return { record, more: undefined, position, bytes, memory, reason: undefined, next: undefined };
}

/** The entries that wait, as a chain: it can be long, and its head goes with every call. */
class Queue {
  first: Entry | undefined;
  last: Entry | undefined;
  entries = 0;
  bytes = 0;
  memory = 0;

  /** Packs a record into an entry, or puts a new one at the end; gives the memory that it takes. */
  add(record: Data, bytes: number, open: Entry | undefined, position: number): number {
    const memory = bytes + MEMORY_OF_RECORD + (open ? 0 : MEMORY_OF_ENTRY);
    this.bytes += bytes;
    this.memory += memory;
    if (open) {
      open.more ??= [];
      open.more.push(record);
      open.bytes += bytes;
      open.memory += memory;
      return memory;
    }
    const entry = entryOf(record, position, bytes, memory);
    if (this.last) this.last.next = entry;
    else this.first = entry;
    this.last = entry;
    this.entries += 1;
    return memory;
  }

  /** Moves entries from the front to a batch, as many as have room in a call. */
  moveTo(batch: Entry[], mostEntries = MOST_ENTRIES, mostBytes = LARGEST_BATCH_BYTES): void {
    let bytes = bytesIn(batch);
    for (let entry = this.first; entry !== undefined; entry = this.first) {
      bytes += entry.bytes;
      if (batch.length === mostEntries || bytes > mostBytes) return;
      batch.push(entry);
      this.first = entry.next;
      if (this.first === undefined) this.last = undefined;
      entry.next = undefined; // or one entry that is refused for long would keep all behind it in memory
      this.entries -= 1;
      this.bytes -= entry.bytes;
      this.memory -= entry.memory;
    }
  }
}

type Settings = Required<Omit<ProducerOptions, 'signal'>> & Pick<ProducerOptions, 'signal'>;

/** @throws RangeError for a number that makes no sense. */
function settings(options: ProducerOptions): Settings {
  const { delimiter = '\n', lingerMs = 1_000, inFlight = 8, bufferBytes = 16 * 1024 * 1024 } = options;
  const { recordsPerSecond = Infinity, bytesPerSecond = Infinity, giveUpAfterSeconds = 120 } = options;
  const { aggregateBytes = 0, streamGraceSeconds = 10, callTimeoutMs = 30_000, firstPauseMs = 100 } = options;
  const { isFast = true, signal } = options;
  const positive = { inFlight, bufferBytes, recordsPerSecond, bytesPerSecond, callTimeoutMs };
  const notNegative = { lingerMs, aggregateBytes, giveUpAfterSeconds, streamGraceSeconds, firstPauseMs };
  for (const [name, value] of Object.entries(positive)) {
    if (!(value > 0)) throw new RangeError(`The producer's option ${name} must be above 0, and is ${value}.`);
  }
  for (const [name, value] of Object.entries(notNegative)) {
    if (!(value >= 0))
      throw new RangeError(`The producer's option ${name} must be 0 or above, and is ${value}.`);
  }
  return {
    ...{ ...positive, ...notNegative, delimiter, isFast, signal },
    aggregateBytes: Math.min(aggregateBytes, LARGEST_RECORD_BYTES),
  };
}

/** The bytes of all entries, one behind the other. */
function bytesOf(batch: Entry[], delimiter: string): Buffer {
  const records: Data[] = [];
  for (const { record, more } of batch) {
    records.push(record);
    for (const packed of more ?? []) records.push(packed);
  }
  if (records.every((record) => typeof record === 'string')) {
    return Buffer.from(records.join(delimiter) + delimiter); // several times as fast as each by itself
  }
  return Buffer.concat(records.flatMap((record) => [Buffer.from(record as string), Buffer.from(delimiter)]));
}

/** Where each entry begins and ends in those bytes. */
function cut<T>(batch: Entry[], take: (start: number, end: number) => T): T[] {
  let end = 0;
  return batch.map(({ bytes }) => {
    end += bytes;
    return take(end - bytes, end);
  });
}

/** A command for which the SDK's retry step only passes on: the producer decides what is sent again, and when. */
function withoutRetries(input: PutRecordBatchCommandInput): PutRecordBatchCommand {
  const command = new PutRecordBatchCommand(input);
  const options = {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  } as const;
  command.middlewareStack.add((next) => next, options);
  return command;
}

const UNEXPECTED_REQUEST = new Error('The SDK wrote a request that the producer does not know.');

/**
 * PutRecordBatch with the SDK's signing, endpoint and connections, but without its schemas: the SDK writes a
 * call of no records, and the records are written into that; of the answer it gets an empty one to read.
 *
 * @returns the answers; undefined when all were accepted
 * @throws UNEXPECTED_REQUEST before anything is sent, where the SDK writes no such JSON; what the SDK throws
 */
async function sendFast(
  firehose: FirehoseClient,
  stream: string,
  encoded: string[],
  abortSignal: AbortSignal,
): Promise<PutRecordBatchResponseEntry[] | undefined> {
  const command = withoutRetries({ DeliveryStreamName: stream, Records: [] });
  let answers: PutRecordBatchResponseEntry[] | undefined;
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string | Uint8Array };
      const written =
        typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
      const [before, after] = written.split('"Records":[]');
      if (after === undefined) throw UNEXPECTED_REQUEST;
      request.body = Buffer.from(
        `${before}"Records":[{"Data":"${encoded.join('"},{"Data":"')}"}]${after}`,
        'latin1',
      );
      return next(args);
    },
    { name: 'writeRecords', step: 'build', priority: 'high' },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: unknown };
      if (response.statusCode !== 200) return result;
      const { buffer, byteOffset, length } = await firehose.config.streamCollector(response.body);
      const body = Buffer.from(buffer, byteOffset, length);
      response.body = Buffer.from('{}');
      answers = body.includes('"FailedPutCount":0')
        ? undefined
        : (JSON.parse(body.toString())?.RequestResponses ?? []);
      return result;
    },
    { name: 'readAnswers', step: 'deserialize', priority: 'low' },
  );
  await firehose.send(command, { abortSignal });
  return answers;
}

/** The entries that were refused, each with its reason; answers come in the order of the request. */
function refusedOf(batch: Entry[], answers: PutRecordBatchResponseEntry[]): Entry[] {
  const reasons = new Map<string, Error>(); // one for many: an error is not cheap
  return batch.filter((entry, index) => {
    const { RecordId, ErrorCode = 'InternalFailure', ErrorMessage = 'no RecordId' } = answers[index] ?? {};
    if (RecordId !== undefined) return false;
    const text = `${ErrorCode}: ${ErrorMessage}`;
    const reason = reasons.get(text) ?? named(ErrorCode, ErrorMessage);
    reasons.set(text, reason);
    entry.reason = reason;
    return true;
  });
}

/** What passes by itself: throttling, trouble of the service, no answer or no JSON, credentials that get renewed. */
const PASSING =
  /Throttl|TooManyRequests|LimitExceeded|SlowDown|ServiceUnavailable|Internal(Failure|ServerError)|Timeout|Expired|SyntaxError/;
/** What passes because the SDK sets its clock by the answer (the words of AWS's answers to a signature out of time). */
const CLOCK_IS_WRONG = /RequestTimeTooSkewed|RequestInTheFuture|Signature (expired|not yet current)/;

/** Whether the same call can succeed later. A wrong request or a missing right does not pass. */
function canPass(reason: unknown): boolean {
  const { code = '', $metadata } = Object(reason) as ServiceError;
  const isOfNetwork = /^E(?!RR_)/.test(code); // such as ECONNRESET; not ERR_INVALID_URL
  const isOfService = ($metadata?.httpStatusCode ?? 0) >= 500;
  return isOfNetwork || isOfService || PASSING.test(nameOf(reason)) || CLOCK_IS_WRONG.test(String(reason));
}

/** Whether Firehose may have accepted the records of a call that failed. */
function mayHaveArrived(reason: unknown): boolean {
  const { code = '', $metadata } = Object(reason) as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  const isRejected = (status >= 400 && status < 500) || nameOf(reason) === 'ServiceUnavailableException';
  return !isRejected && !/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code);
}

interface ServiceError {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

const nameOf = (reason: unknown) => (reason instanceof Error ? reason.name : '');
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const recordsOf = ({ record, more }: Pick<Entry, 'record' | 'more'>) => (more ? [record, ...more] : [record]);
const recordsIn = (batch: Entry[]) => batch.reduce((sum, { more }) => sum + 1 + (more?.length ?? 0), 0);
const bytesIn = (batch: Entry[]) => batch.reduce((sum, { bytes }) => sum + bytes, 0);

/** Rejects with the signal's reason. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
