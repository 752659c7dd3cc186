/**
 * Step 7: sends records in batches, as fast as the SDK can, and loses none that Firehose refuses. This file needs
 * the AWS SDK and nothing else of this project, so that it can be copied alone.
 */
import { Writable } from 'node:stream';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isUint8Array } from 'node:util/types';
import {
  type _Record,
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchCommandInput,
  type PutRecordBatchOutput,
  type PutRecordBatchResponseEntry,
} from '@aws-sdk/client-firehose';

/** Firehose's limits of one call, counted before base64 (AWS documentation, PutRecordBatch). */
const MOST_ENTRIES = 500;
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;
const LARGEST_RECORD_BYTES = 1_024_000;

/** What the buffer counts besides the bytes: a million empty records take memory, too. */
const MEMORY_OF_ENTRY = 128;
const MEMORY_OF_RECORD = 32;

/** Room for 500 records of 130 bytes. A batch that needs more grows. */
const FIRST_BATCH_BYTES = 64 * 1024;

/** How far the pause between attempts can grow. */
const MOST_TIMES_FIRST_PAUSE = 100;

/**
 * One entry refused of one says little about the service, 500 of 500 say much: so many more count as accepted when
 * the share of a call is taken. Or the last few records of a stream would wait as if everything were refused.
 */
const DOUBT = 10;

/** Node takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const DONE = Promise.resolve();

/** A record as it is put. */
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
  /**
   * Writes the records and reads the answer past the SDK's schemas, which take half of its time; default true. The
   * client's middleware gets everything but the RecordIds of what was accepted.
   */
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

/** A record that Firehose never acknowledged, as it was put; bytes as a copy, half a surrogate pair as U+FFFD. */
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
  readonly #delimiter: Buffer;
  /** What waits to be sent: all but the last batch are full. */
  #waiting: Batch[] = [];
  /** Batches that are over, for the next ones: what is made anew for each waits for V8 to collect it. */
  readonly #spare: Batch[] = [];
  /** Records up to this number do not wait for a full batch. */
  #dueUpTo = 0;
  #linger: NodeJS.Timeout | undefined;
  /** The memory of what waits or is under way; who waits for room there; who waits for the end of a part of it. */
  #memory = 0;
  #forRoom: (() => void)[] = [];
  #flushes: Flush[] = [];
  #lanes = 0;
  /** The ways through the SDK that lanes are on, and those that wait for the next lane. */
  #lines = new Set<Line>();
  #idleLines: Line[] = [];
  #firstCallAt: number | undefined;
  #nextCallAt = 0;
  #isClosed = false;
  /** Ends pauses, and lets no further call begin; its reason says why. */
  #halt = new AbortController();
  /** What lanes that have ended could not deliver. */
  #undelivered: Batch[] = [];
  #failure: UndeliveredError | undefined;

  /** The client stays the caller's: the SDK's retries are off for this producer's calls only. */
  constructor(firehose: FirehoseClient, deliveryStream: string, options: ProducerOptions = {}) {
    super({ objectMode: true });
    this.#firehose = firehose;
    this.#stream = deliveryStream;
    this.#options = settings(options);
    this.#delimiter = Buffer.from(this.#options.delimiter);
  }

  /**
   * Takes a record; resolves at once, or when there is room again. A record whose put() rejects was not taken.
   *
   * @throws RangeError for a record that Firehose can never accept, TypeError for what is neither text nor bytes;
   *   UndeliveredError after sending was given up.
   */
  put(record: Data): Promise<void> {
    try {
      return this.#offer(record) ?? DONE;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Puts the records of an iterable, one after the other, each as soon as there is room. While there is, it takes
   * the next one of an array or a generator at once, where a loop of `await put()` takes a turn of promises for each.
   *
   * @throws what put() throws; the records before that one were taken, and no further one is asked for.
   */
  async putAll(records: Iterable<Data> | AsyncIterable<Data>): Promise<void> {
    if (Symbol.iterator in records) {
      for (const record of records) {
        const room = this.#offer(record);
        if (room) await room;
      }
    } else {
      for await (const record of records) await this.#offer(record);
    }
  }

  /** Takes a record; when the next one should wait for room, says until when. */
  #offer(record: Data): Promise<void> | undefined {
    const begins = this.#take(record);
    if (this.#failure) return undefined;
    if (!this.#hasRoom()) return new Promise<void>((resolve) => this.#forRoom.push(resolve));
    // The event loop writes a call to its connection: let it, before the next batch is filled.
    return begins ? turnOfEventLoop() : undefined;
  }

  /** Whether a call began with it. */
  #take(record: Data): boolean {
    if (this.#failure) throw this.#failure;
    if (this.#isClosed) throw new Error(`put() after the end of the producer for ${this.#stream}`);
    if (typeof record !== 'string' && !isUint8Array(record)) {
      throw new TypeError(
        `A record must be a string or a Uint8Array, and is ${inspect(record, { depth: 0 })}.`,
      );
    }
    const bytes = Buffer.byteLength(record) + this.#delimiter.length;
    if (bytes > LARGEST_RECORD_BYTES) {
      throw new RangeError(
        `A record of ${bytes} bytes was put; Firehose takes at most ${LARGEST_RECORD_BYTES}.`,
      );
    }
    const number = this.counters.sent + 1;
    this.counters.sent = number;
    let open = this.#waiting[this.#waiting.length - 1];
    if (open === undefined || !open.hasRoomFor(bytes)) {
      open = this.#newBatch();
      this.#waiting.push(open);
    }
    this.#memory += open.add(record, bytes, number);
    if (this.#linger === undefined) this.#letLinger();
    return this.#isBatchDue() && this.#start();
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
   * @throws RangeError for a deadline that is no time; UndeliveredError when sending was given up.
   */
  async close(options: { deadline?: number } = {}): Promise<void> {
    const { deadline } = options;
    if (deadline !== undefined && !(deadline >= 0))
      throw new RangeError(`close() was given a deadline of ${deadline} ms.`);
    this.#isClosed = true;
    const late = () => this.#stop(named('TimeoutError', `close() was given ${deadline} ms`), true);
    const end = deadline === undefined ? undefined : timer(late, deadline);
    try {
      await this.flush();
    } finally {
      clearTimeout(end);
      this.destroy();
    }
  }

  override _write(record: Data, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    try {
      const room = this.#offer(record);
      if (room) room.then(() => done(), done);
      else done();
    } catch (error) {
      done(error as Error);
    }
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
    const first = this.#waiting[0];
    if (first === undefined) return false;
    if (this.#isFullBatchWaiting() || (first.entries[0] as Entry).number <= this.#dueUpTo) return true;
    // Half of a small buffer is a batch, too: one half is under way while the other one fills.
    return first.memory * 2 >= this.#options.bufferBytes;
  }

  #isFullBatchWaiting(): boolean {
    return this.#waiting.length > 1 || this.#waiting[0]?.isFull === true;
  }

  /** Opens a lane for every batch that is due, up to the number allowed; whether it opened one. */
  #start(): boolean {
    const { inFlight, signal } = this.#options;
    let hasOpened = false;
    while (this.#isBatchDue() && this.#lanes < inFlight && !this.#halt.signal.aborted) {
      if (signal?.aborted) {
        this.#onAbort();
        break;
      }
      if (this.#lanes === 0) signal?.addEventListener('abort', this.#onAbort);
      this.#lanes += 1;
      hasOpened = true;
      void this.#lane().then(() => {
        this.#lanes -= 1;
        if (this.#lanes > 0) return;
        signal?.removeEventListener('abort', this.#onAbort);
        if (this.#halt.signal.aborted) this.#giveUp();
      });
    }
    return hasOpened;
  }

  readonly #onAbort = () => this.#stop(this.#options.signal?.reason, true);

  /** Sends one batch after another while any is due; each begins with what was left of the one before. */
  async #lane(): Promise<void> {
    let line = this.#connect();
    let left: Batch | undefined;
    let fruitless = 0; // attempts since one was accepted, in whole, and the share that it refused
    let fruitlessSince: number | undefined;
    while (!this.#halt.signal.aborted && (left || this.#isBatchDue())) {
      this.counters.resent += left?.records ?? 0;
      const batch = this.#fill(left);
      left = batch;
      await this.#turnOf(batch);
      if (this.#halt.signal.aborted) break;
      left = await this.#call(batch, line);
      const hasFailed = left === batch;
      if (hasFailed) {
        this.#lines.delete(line); // the call may still be under way on it
        line = this.#connect();
      }
      const [entries, refused] = [batch.entries.length, left?.entries.length ?? 0];
      if (!hasFailed) this.#recycle(batch);
      if (refused < entries) {
        fruitless = 0;
        fruitlessSince = undefined;
      }
      if (left === undefined) continue;
      fruitless += hasFailed ? 1 : refused / (entries + DOUBT);
      if (refused === entries) fruitlessSince ??= performance.now();
      const reason = left.entries[0]?.reason;
      if (this.#isFinal(reason, fruitlessSince)) this.#stop(reason);
      const { firstPauseMs } = this.#options;
      const times = Math.min(2 ** fruitless - 1, MOST_TIMES_FIRST_PAUSE);
      // By the share once more: a tenth that is refused at random is no reason to send less, all of it is.
      const longest = firstPauseMs * times * (hasFailed ? 1 : refused / entries);
      await this.#pause(Math.random() * longest); // full jitter
    }
    this.#lines.delete(line);
    this.#idleLines.push(line);
    if (left) this.#undelivered.push(left);
  }

  #newBatch(): Batch {
    return this.#spare.pop() ?? new Batch(this.#delimiter, this.#options.aggregateBytes);
  }

  /** Nothing of the batch is needed any more. */
  #recycle(batch: Batch): void {
    if (this.#spare.length > this.#options.inFlight) return;
    batch.clear();
    this.#spare.push(batch);
  }

  #connect(): Line {
    const line = this.#idleLines.pop() ?? new Line(this.#firehose, this.#stream);
    this.#lines.add(line);
    return line;
  }

  /** What the next call of a lane takes: what was left of its last one, filled up with what waits. */
  #fill(left: Batch | undefined): Batch {
    const batch = left ?? (this.#waiting.shift() as Batch);
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const entries = batch.roomFor(next);
      if (entries === 0) break;
      batch.append(next, 0, entries);
      if (entries === next.entries.length) this.#waiting.shift();
      else this.#waiting[0] = this.#newBatch().append(next, entries);
      this.#recycle(next);
    }
    this.#letLinger();
    if (this.#hasRoom()) this.#wakeAll();
    return batch;
  }

  /** Sends what waits when the oldest of it has waited long enough. */
  #letLinger(): void {
    clearTimeout(this.#linger);
    const oldest = this.#waiting[0];
    const left = oldest && oldest.begunAt + this.#options.lingerMs - performance.now();
    this.#linger = left === undefined ? undefined : timer(() => this.#sendOldest(), Math.max(left, 0));
  }

  #sendOldest(): void {
    const first = this.#waiting[0]?.entries[0]?.number ?? 0;
    this.#dueUpTo = Math.max(this.#dueUpTo, first);
    this.#start();
  }

  /** Waits until the rate allows the batch. A call takes the time that its entries and bytes take at that rate. */
  async #turnOf({ entries, size }: Batch): Promise<void> {
    const { recordsPerSecond, bytesPerSecond } = this.#options;
    const now = performance.now();
    const at = Math.max(now, this.#nextCallAt);
    const seconds = Math.max(entries.length / recordsPerSecond, size / bytesPerSecond);
    this.#nextCallAt = at + seconds * 1000;
    if (at > now) await this.#pause(at - now);
  }

  /** Ends early when no further call may begin: whoever pauses looks at that. */
  async #pause(ms: number): Promise<void> {
    const { signal } = this.#halt;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(pause);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const pause = timer(end, ms);
      signal.addEventListener('abort', end);
    });
  }

  #isFinal(reason: unknown, fruitlessSince = Number.POSITIVE_INFINITY): boolean {
    const now = performance.now();
    const { giveUpAfterSeconds, streamGraceSeconds } = this.#options;
    if (now - fruitlessSince >= giveUpAfterSeconds * 1000) return true;
    const isNew =
      this.counters.accepted === 0 && now - (this.#firstCallAt ?? now) < streamGraceSeconds * 1000;
    return !canPass(reason) && !(isNew && nameOf(reason) === 'ResourceNotFoundException');
  }

  /** Makes one call, and gives back what was not accepted: nothing, some entries, or the same batch if the call failed. */
  async #call(batch: Batch, line: Line): Promise<Batch | undefined> {
    const { callTimeoutMs } = this.#options;
    this.counters.calls += 1;
    this.counters.inFlight += 1;
    const begun = performance.now();
    this.#firstCallAt ??= begun;
    const late = () => line.abort(named('TimeoutError', `no answer within ${callTimeoutMs} ms`));
    const patience = timer(late, callTimeoutMs);
    let left: Batch | undefined = batch;
    try {
      const answers = await line.orAborted(this.#send(batch, line));
      left = answers && this.#refusedOf(batch, answers);
      this.counters.refused += left?.records ?? 0;
    } catch (reason) {
      for (const entry of batch.entries) entry.reason = reason;
      if (mayHaveArrived(reason)) this.counters.possibleDuplicates += batch.records;
    }
    clearTimeout(patience);
    this.counters.inFlight -= 1;
    this.counters.latencyMs = Math.round(performance.now() - begun);
    this.#settle(batch, left);
    return left;
  }

  /** The entries that were refused, each with its reason; answers come in the order of the request. */
  #refusedOf(batch: Batch, answers: PutRecordBatchResponseEntry[]): Batch | undefined {
    const reasons = new Map<string, Error>(); // one for many: an error is not cheap
    let refused: Batch | undefined;
    for (let index = 0; index < batch.entries.length; index += 1) {
      const { RecordId, ErrorCode = 'InternalFailure', ErrorMessage = 'no RecordId' } = answers[index] ?? {};
      if (RecordId !== undefined) continue;
      const text = `${ErrorCode}: ${ErrorMessage}`;
      const reason = reasons.get(text) ?? named(ErrorCode, ErrorMessage);
      reasons.set(text, reason);
      (batch.entries[index] as Entry).reason = reason;
      refused = (refused ?? this.#newBatch()).append(batch, index, index + 1);
    }
    return refused;
  }

  /** One attempt through the SDK; gives the answer for each entry, or undefined when all were accepted. */
  async #send(batch: Batch, line: Line): Promise<PutRecordBatchResponseEntry[] | undefined> {
    // A provider without a date of expiry is asked once only, unless it is told to look again.
    if (/Expired/.test(nameOf(batch.entries[0]?.reason))) {
      await this.#firehose.config.credentials({ forceRefresh: true });
    }
    if (this.#options.isFast) {
      try {
        return await line.send(batch);
      } catch (error) {
        if (error !== UNEXPECTED_SDK) throw error;
        this.#options.isFast = false;
      }
    }
    const input = { DeliveryStreamName: this.#stream, Records: batch.toRecords() };
    const command = withoutRetries(new PutRecordBatchCommand(input));
    return (await this.#firehose.send(command, { abortSignal: line.signal })).RequestResponses ?? [];
  }

  /** Counts what was accepted, tells of the call, and wakes those who waited for it. */
  #settle(batch: Batch, left: Batch | undefined): void {
    this.counters.accepted += batch.records - (left?.records ?? 0);
    this.counters.bytes += batch.size - (left?.size ?? 0);
    this.#memory -= batch.memory - (left?.memory ?? 0);
    if (this.#flushes.length > 0) this.#tellFlushes(batch, left);
    if (this.#hasRoom()) this.#wakeAll();
    const report: CallReport = {
      records: batch.records,
      refused: left?.records ?? 0,
      bytes: batch.size,
      latencyMs: this.counters.latencyMs,
      reason: left?.entries[0]?.reason,
    };
    process.nextTick(() => this.emit('call', report)); // what a listener throws is no failure of the call
  }

  #tellFlushes(batch: Batch, left: Batch | undefined): void {
    const isLeft = new Set(left?.entries.map(({ number }) => number));
    for (const { number, records } of batch.entries) {
      if (isLeft.has(number)) continue;
      for (const flush of this.#flushes) flush.left -= clamp(flush.upTo + 1 - number, 0, records);
    }
    for (const { left, resolve } of this.#flushes) if (left === 0) resolve();
    this.#flushes = this.#flushes.filter(({ left }) => left > 0);
  }

  /** While every lane is busy and the next batch is full, more would only be kept. */
  #hasRoom(): boolean {
    return this.#memory < this.#options.bufferBytes && !this.#isFullBatchWaiting();
  }

  #wakeAll(): void {
    for (const wake of this.#forRoom.splice(0)) wake();
  }

  /** Lets no further call begin. Those under way are waited for, or cut off. */
  #stop(reason: unknown, cutsOff = false): void {
    this.#halt.abort(reason); // the first reason stays
    if (cutsOff) for (const line of this.#lines) line.abort(reason);
    if (this.#lanes === 0) this.#giveUp();
  }

  /** After the last call: hands back what was not accepted. */
  #giveUp(): void {
    const { reason } = this.#halt.signal;
    const batches = [...this.#undelivered, ...this.#waiting.splice(0)];
    const undelivered = batches
      .flatMap((batch) => batch.undelivered())
      .sort((a, b) => a.number - b.number)
      .map(({ record, reason: last = reason }) => ({ record, reason: last }));
    clearTimeout(this.#linger);
    this.#failure ??= new UndeliveredError(this.#stream, undelivered, reason);
    for (const { reject } of this.#flushes.splice(0)) reject(this.#failure);
    this.#wakeAll();
  }
}

/** One entry of a call: a record, or several that are packed. */
interface Entry {
  /** The number of its first record among all that were put. The numbers of the others follow. */
  number: number;
  records: number;
  /** Where it begins and ends in the bytes of its batch, and where it begins in the list of records. */
  start: number;
  end: number;
  firstRecord: number;
  /** Why it was not accepted when it was last sent. */
  reason: unknown;
}

/**
 * The entries of a call. A record becomes bytes once, when it is put, so that its string can go while it is
 * young: strings that live until the answer comes cost a tenth of the whole rate in garbage collection.
 */
class Batch {
  readonly entries: Entry[] = [];
  /** How many bytes all entries have. */
  size = 0;
  /** When the oldest of its records was put, as performance.now() has it. */
  begunAt = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #spareEntries: Entry[] = [];
  /** Of each record: where it ends, and whether it was put as text. */
  #ends = new Uint32Array(MOST_ENTRIES);
  #isText = new Uint8Array(MOST_ENTRIES);
  #records = 0;
  readonly #delimiter: Uint8Array;
  readonly #aggregateBytes: number;

  constructor(delimiter: Uint8Array, aggregateBytes: number) {
    this.#delimiter = delimiter;
    this.#aggregateBytes = aggregateBytes;
  }

  /** Makes it as good as new, with the memory that it has. */
  clear(): void {
    for (let entry = this.entries.pop(); entry; entry = this.entries.pop()) this.#spareEntries.push(entry);
    this.#records = 0;
    this.size = 0;
  }

  get records(): number {
    return this.#records;
  }

  get memory(): number {
    return this.size + this.records * MEMORY_OF_RECORD + this.entries.length * MEMORY_OF_ENTRY;
  }

  get isFull(): boolean {
    return this.entries.length >= MOST_ENTRIES || this.size >= LARGEST_BATCH_BYTES;
  }

  /** Whether a record of so many bytes, delimiter included, can be added. */
  hasRoomFor(bytes: number): boolean {
    if (this.size + bytes > LARGEST_BATCH_BYTES) return false;
    return this.entries.length < MOST_ENTRIES || this.#entryToPackInto(bytes) !== undefined;
  }

  #entryToPackInto(bytes: number): Entry | undefined {
    if (this.#aggregateBytes === 0) return undefined;
    const last = this.entries[this.entries.length - 1];
    return last && last.end - last.start + bytes <= this.#aggregateBytes ? last : undefined;
  }

  /** Adds a record, which has so many bytes, delimiter included; gives the memory that it takes. */
  add(record: Data, bytes: number, number: number): number {
    if (this.#records === 0) this.begunAt = performance.now();
    this.#reserve(bytes);
    const start = this.size;
    const end = start + bytes;
    const into = this.#bytes;
    const delimiter = this.#delimiter;
    if (typeof record === 'string') into.write(record, start);
    else into.set(record, start);
    const delimiterAt = end - delimiter.length;
    for (let i = 0; i < delimiter.length; i += 1) into[delimiterAt + i] = delimiter[i] as number;
    this.size = end;
    const open = this.#entryToPackInto(bytes);
    if (open) {
      open.records += 1;
      open.end = end;
    } else {
      this.#addEntry(number, start, end);
    }
    this.#addRecord(end, typeof record === 'string' ? 1 : 0);
    return bytes + MEMORY_OF_RECORD + (open ? 0 : MEMORY_OF_ENTRY);
  }

  #addEntry(number: number, start: number, end: number): Entry {
    const firstRecord = this.#records;
    const entry = this.#spareEntries.pop() ?? {
      number,
      records: 1,
      start,
      end,
      firstRecord,
      reason: undefined,
    };
    entry.number = number;
    entry.records = 1;
    entry.start = start;
    entry.end = end;
    entry.firstRecord = firstRecord;
    entry.reason = undefined;
    this.entries.push(entry);
    return entry;
  }

  #addRecord(end: number, isText: number): void {
    if (this.#records === this.#ends.length) {
      this.#ends = grown(this.#ends, new Uint32Array(2 * this.#records));
      this.#isText = grown(this.#isText, new Uint8Array(2 * this.#records));
    }
    this.#ends[this.#records] = end;
    this.#isText[this.#records] = isText;
    this.#records += 1;
  }

  #reserve(bytes: number): void {
    const needed = this.size + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, FIRST_BATCH_BYTES));
    this.#bytes.copy(larger, 0, 0, this.size);
    this.#bytes = larger;
  }

  /** How many of the first entries of another batch have room behind its own. */
  roomFor({ entries }: Batch): number {
    const most = Math.min(MOST_ENTRIES - this.entries.length, entries.length);
    let count = 0;
    while (count < most && this.size + (entries[count] as Entry).end <= LARGEST_BATCH_BYTES) count += 1;
    return count;
  }

  /** Puts copies of entries of another batch, from `first` up to `end`, behind its own. */
  append(from: Batch, first: number, end = from.entries.length): this {
    const [head, tail] = [from.entries[first] as Entry, from.entries[end - 1] as Entry];
    const [bytesOn, recordsOn] = [this.size - head.start, this.records - head.firstRecord];
    if (this.#records === 0) this.begunAt = from.begunAt;
    this.#reserve(tail.end - head.start);
    from.#bytes.copy(this.#bytes, this.size, head.start, tail.end);
    this.size += tail.end - head.start;
    for (let i = first; i < end; i += 1) {
      const entry = from.entries[i] as Entry;
      const copy = this.#addEntry(entry.number, entry.start + bytesOn, entry.end + bytesOn);
      copy.records = entry.records;
      copy.firstRecord = entry.firstRecord + recordsOn;
      copy.reason = entry.reason;
    }
    for (let i = head.firstRecord; i < tail.firstRecord + tail.records; i += 1) {
      this.#addRecord((from.#ends[i] as number) + bytesOn, from.#isText[i] as number);
    }
    return this;
  }

  /** The entries as the SDK takes them. */
  toRecords(): _Record[] {
    return this.entries.map(({ start, end }) => ({ Data: Buffer.from(this.#bytes.subarray(start, end)) }));
  }

  /** The entries as a list in JSON. It is ASCII. */
  toJson(): string {
    let list = '[';
    for (const { start, end } of this.entries) {
      list += list === '[' ? '{"Data":"' : '"},{"Data":"';
      list += this.#bytes.toString('base64', start, end);
    }
    return `${list}"}]`;
  }

  /** Its records, with their numbers. */
  undelivered(): (Undelivered & { number: number })[] {
    return this.entries.flatMap(({ number, records, start, firstRecord, reason }) =>
      Array.from({ length: records }, (_, i) => {
        const begin = i === 0 ? start : (this.#ends[firstRecord + i - 1] as number);
        const end = (this.#ends[firstRecord + i] as number) - this.#delimiter.length;
        const bytes = this.#bytes.subarray(begin, end);
        const record = this.#isText[firstRecord + i] ? bytes.toString() : Buffer.from(bytes);
        return { number: number + i, record, reason };
      }),
    );
  }
}

function grown<T extends Uint8Array | Uint32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
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

/** A command for which the SDK's retry step only passes on: the producer decides what is sent again, and when. */
function withoutRetries(command: PutRecordBatchCommand): PutRecordBatchCommand {
  const options = {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  } as const;
  command.middlewareStack.add((next) => next, options);
  return command;
}

const UNEXPECTED_SDK = new Error('The SDK works in a way that the producer does not know.');

type Handler = ReturnType<PutRecordBatchCommand['resolveMiddleware']>;
type Arguments = Parameters<Handler>[0];

/**
 * A way through the SDK for one call after the other: with its signing, endpoint, connections and all middleware,
 * but past its schemas, which take half of its time. It writes a call of no records, into which the records are
 * written, and gets an answer of no records to read. The stack of middleware is resolved once, which saves a tenth,
 * as with the SDK's own option cacheMiddleware: one that is added to the client later is not seen.
 *
 * A middleware of the caller's that looks at the records of the input gets them, and may change them: the SDK
 * writes such a call by itself.
 */
class Line {
  readonly #firehose: FirehoseClient;
  readonly #stream: string;
  readonly #aborting = new AbortController();
  #rejectCall: (reason: unknown) => void = () => {};
  #handler: Handler | undefined;
  /** The call under way: its input, its records if somebody has looked at them, whether it goes past the schemas. */
  #batch: Batch | undefined;
  #input: PutRecordBatchCommandInput | undefined;
  #records: _Record[] | undefined;
  #isFast = false;
  /** Where the bodies of the calls are written, one after the other. */
  #room: Buffer = Buffer.alloc(0);
  #answers: PutRecordBatchResponseEntry[] | undefined;

  constructor(firehose: FirehoseClient, stream: string) {
    this.#firehose = firehose;
    this.#stream = stream;
  }

  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  /** Ends the call under way. No other can be made. */
  abort(reason: unknown): void {
    this.#aborting.abort(reason);
    this.#rejectCall(reason);
  }

  /** What a call comes to; the reason of abort() if that comes first: the SDK waits for credentials whatever its signal says. */
  orAborted<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#rejectCall = reject;
      call.then(resolve, reject);
    });
  }

  /**
   * Makes a call.
   *
   * @returns the answer for each entry; undefined when all were accepted
   * @throws UNEXPECTED_SDK before anything is sent; what the SDK throws
   */
  async send(batch: Batch): Promise<PutRecordBatchResponseEntry[] | undefined> {
    this.#batch = batch;
    this.#input = this.#inputOf(batch);
    this.#isFast = false;
    const command = new PutRecordBatchCommand(this.#input);
    const resolve = command.resolveMiddleware.bind(command);
    command.resolveMiddleware = (...args) => {
      this.#handler ??= this.#resolved(command, () => resolve(...args));
      return this.#handler;
    };
    try {
      const { RequestResponses } = await this.#firehose.send(command, { abortSignal: this.signal });
      return this.#isFast ? this.#answers : (RequestResponses ?? []);
    } finally {
      this.#batch = undefined; // it will hold other records soon
      this.#input = undefined;
    }
  }

  /** An input that has its records as soon as somebody looks, while its call lasts. */
  #inputOf(batch: Batch): PutRecordBatchCommandInput {
    const line = this;
    line.#records = undefined;
    const input: PutRecordBatchCommandInput = {
      DeliveryStreamName: line.#stream,
      get Records() {
        if (line.#input !== input) return undefined;
        line.#records ??= batch.toRecords();
        return line.#records;
      },
      set Records(records) {
        line.#records = records;
      },
    };
    return input;
  }

  #resolved(command: PutRecordBatchCommand, resolve: () => Handler): Handler {
    const { middlewareStack } = withoutRetries(command);
    const toMiddleware = 'serializerMiddleware';
    middlewareStack.addRelativeTo(
      (next: Handler): Handler =>
        (args) =>
          next(this.#withoutRecords(args)),
      {
        ...{ relation: 'before', toMiddleware },
      },
    );
    middlewareStack.addRelativeTo(
      (next: Handler): Handler =>
        (args) =>
          next(this.#withRecords(args)),
      {
        ...{ relation: 'after', toMiddleware },
      },
    );
    middlewareStack.add((next) => async (args) => this.#withoutAnswers(await next(args)), {
      ...{ step: 'deserialize', priority: 'low' },
    });
    // This one copies all records and answers for a logger, even for the one that writes nothing.
    if (this.#firehose.config.logger?.constructor.name === 'NoOpLogger') {
      const name = 'loggerMiddleware';
      middlewareStack.add((next) => next, { name, step: 'initialize', override: true });
    }
    try {
      return resolve();
    } catch {
      throw UNEXPECTED_SDK; // such as no serializerMiddleware
    }
  }

  /** Before the SDK writes the request. */
  #withoutRecords(args: Arguments): Arguments {
    this.#isFast = args.input === this.#input && this.#records === undefined;
    const { DeliveryStreamName } = args.input;
    return this.#isFast ? { ...args, input: { DeliveryStreamName, Records: [] } } : args;
  }

  /** After the SDK has written the request. */
  #withRecords(args: Arguments & { request?: { body: string | Uint8Array } }): Arguments {
    const { request } = args;
    if (!this.#isFast || !request) return args;
    const { body } = request;
    const { buffer, byteOffset, length } = typeof body === 'string' ? Buffer.from(body) : body;
    const written = Buffer.from(buffer, byteOffset, length).toString('latin1'); // a character for each byte
    const [before, after] = written.split('"Records":[]');
    if (after === undefined) throw UNEXPECTED_SDK;
    request.body = this.#written(`${before}"Records":${this.#batch?.toJson()}${after}`);
    return { ...args, input: this.#input as PutRecordBatchCommandInput };
  }

  /** A text in ASCII as bytes, which last until the next one: the call before is over then. */
  #written(text: string): Buffer {
    if (this.#room.length < text.length) this.#room = Buffer.allocUnsafeSlow(text.length * 2);
    return this.#room.subarray(0, this.#room.write(text, 'latin1'));
  }

  /** Before the SDK reads the answer. To look for the count of refusals takes a hundredth of reading all RecordIds. */
  async #withoutAnswers<T extends { response: unknown }>(result: T): Promise<T> {
    const response = result.response as { statusCode: number; body: unknown };
    if (!this.#isFast || response.statusCode !== 200) return result;
    const bytes =
      response.body instanceof Uint8Array
        ? response.body
        : await this.#firehose.config.streamCollector(response.body);
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const refused = refusedIn(body);
    const { FailedPutCount = 0, RequestResponses = [] } =
      refused === 0 ? {} : answerIn(body.toString(), refused);
    this.#answers = refused === 0 ? undefined : RequestResponses;
    response.body = Buffer.from(JSON.stringify({ FailedPutCount, RequestResponses: [] }));
    return result;
  }
}

const COUNT = '"FailedPutCount":';

/** How many entries an answer says were refused; undefined when it is not written as Firehose writes it. */
function refusedIn(answer: Buffer): number | undefined {
  const at = answer.indexOf(COUNT);
  const digits = /^\d+(?=[,}])/.exec(
    answer.toString('latin1', at + COUNT.length, at + COUNT.length + 4),
  )?.[0];
  return at < 0 || digits === undefined ? undefined : Number(digits);
}

const ACCEPTED: PutRecordBatchResponseEntry = { RecordId: '' };

/**
 * Reads an answer. Of an accepted entry nothing matters but that it was, and to read its RecordId, 224 characters, takes
 * longer than all else about a refusal: so what begins as one is not read, unless the count says that it was none.
 *
 * @throws SyntaxError when it is no JSON
 */
function answerIn(answer: string, refused: number | undefined): Partial<PutRecordBatchOutput> {
  const refusals = new Map<string, PutRecordBatchResponseEntry>(); // many have the same words
  const read = (entry: string): PutRecordBatchResponseEntry => {
    const refusal = refusals.get(entry) ?? JSON.parse(`{${entry}}`);
    refusals.set(entry, refusal);
    return refusal;
  };
  try {
    const entries = answer.slice(answer.indexOf('[{') + 2, answer.lastIndexOf('}]')).split('},{');
    const RequestResponses = entries.map((entry) =>
      entry.startsWith('"RecordId":"') ? ACCEPTED : read(entry),
    );
    const FailedPutCount = RequestResponses.filter((entry) => entry !== ACCEPTED).length;
    if (FailedPutCount === refused) return { FailedPutCount, RequestResponses };
  } catch {
    // It is written in another way.
  }
  return (JSON.parse(answer) as PutRecordBatchOutput | null) ?? {};
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

const timer = (act: () => void, ms: number) => setTimeout(act, Math.min(ms, LONGEST_TIMER_MS));
const nameOf = (reason: unknown) => (reason instanceof Error ? reason.name : '');
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
