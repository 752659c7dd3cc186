/**
 * The processing of one delivery stream: records are taken through the steps of its configuration in the
 * order in which they came. With a Lambda processor they are collected first, by its own buffering hints. When
 * local-aws itself fails, they are processed again after a pause: nothing that was accepted is lost by it.
 */

import { authorize } from '../../iam/authorize.js';
import type { LocalAws } from '../../operation.js';
import { RoleNotAssumable } from '../../sts/assume-role.js';
import type { AcceptedRow } from '../delivery/pipeline.js';
import type { Records } from '../delivery/record-rows.js';
import { RetryQueue, type Setback } from '../delivery/retry-queue.js';
import { parsePrefix, partitionKeysOf } from '../destination/prefix-expressions.js';
import { deliveryRole } from '../destination/roles.js';
import type { Metrics } from '../metrics.js';
import type { DeliveryStream } from '../stream.js';
import type { Jq } from './jq.js';
import type { LambdaRunner } from './lambda.js';
import { requireKeys } from './metadata-extraction.js';
import { WorkerClosed } from './owned-worker.js';
import { lambdaSettings } from './processor-parameters.js';
import { runSteps, stepsOf } from './processors.js';
import type { FailedRecord, ProcessedRecord, StepResult } from './record.js';

const NO_RECORDS: Records = { data: new Uint8Array(), lengths: [] };

export interface ProcessingTools {
  jq: Jq;
  lambda: LambdaRunner;
}

export interface ProcessingEnds {
  /** The stream as it is now; undefined once it is being deleted. */
  stream(): DeliveryStream | undefined;
  /** Takes what became of the records of `rows`, all of them. */
  onProcessed(records: ProcessedRecord[], failed: FailedRecord[], rows: string[]): void;
  report(line: string): void;
}

export class Processing {
  readonly #aws: LocalAws;
  readonly #tools: ProcessingTools;
  readonly #metrics: Metrics;
  readonly #ends: ProcessingEnds;
  #collected: AcceptedRow[] = [];
  #collectedBytes = 0;
  #cancelTimer: () => void = () => {};
  readonly #batches: RetryQueue<AcceptedRow[]>;
  #isStopped = false;

  constructor(aws: LocalAws, tools: ProcessingTools, metrics: Metrics, ends: ProcessingEnds) {
    this.#aws = aws;
    this.#tools = tools;
    this.#metrics = metrics;
    this.#ends = ends;
    this.#batches = new RetryQueue({ clock: aws.clock, attempt: (rows) => this.#runSteps(rows) });
  }

  /** Dynamic partitioning without a processor has no keys: its records take this way, too, and fail on it. */
  static isOn({ destination }: DeliveryStream): boolean {
    const { ProcessingConfiguration, DynamicPartitioningConfiguration } = destination;
    return (ProcessingConfiguration?.Enabled || DynamicPartitioningConfiguration?.Enabled) ?? false;
  }

  /** Whether a Lambda function is among the processors. */
  static hasFunction(stream: DeliveryStream): boolean {
    return lambdaOf(stream) !== undefined;
  }

  /** What is collected or being processed. */
  get waiting(): readonly AcceptedRow[] {
    return [...this.#batches.waiting.flat(), ...this.#collected];
  }

  /** Whether records are collected for a Lambda function. */
  get isCollecting(): boolean {
    return this.#collected.length > 0;
  }

  /** What keeps a batch from being processed; undefined when nothing does. */
  get setback(): Setback | undefined {
    return this.#batches.setback;
  }

  /** Takes the records of one put call. */
  take(stream: DeliveryStream, row: AcceptedRow): void {
    this.#collected.push(row);
    this.#collectedBytes += row.bytes;
    const lambda = lambdaOf(stream);
    if (!lambda || this.#collectedBytes >= lambda.batchBytes) this.#process();
    else if (this.#collected.length === 1) {
      const wait = lambda.interval - this.#aws.clock.elapsed(row.arrivedAt);
      this.#cancelTimer = this.#aws.clock.after(wait, () => this.#process());
    }
  }

  /** Processes now what waits. Resolves when that is done, or an attempt has failed. */
  async flush(): Promise<void> {
    this.#process();
    await this.#batches.retryNow();
  }

  /** Processes nothing more. Close the tools first: what they are doing may take minutes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#collected = [];
    await this.#batches.stop();
  }

  #process(): void {
    this.#cancelTimer();
    const rows = this.#collected;
    this.#collected = [];
    this.#collectedBytes = 0;
    if (rows.length > 0) this.#batches.push(rows);
  }

  async #runSteps(rows: AcceptedRow[]): Promise<void> {
    const stream = this.#ends.stream();
    if (!stream || this.#isStopped) return;
    const started = this.#aws.clock.now();
    try {
      const records = rows.flatMap(recordsOf);
      const result = await this.#throughSteps(stream, records);
      if (this.#isStopped) return; // nobody may have seen it: done again after the next start
      this.#count(result, this.#aws.clock.now() - started);
      this.#ends.onProcessed(
        result.records,
        result.failed,
        rows.map(({ key }) => key),
      );
    } catch (error) {
      if (error instanceof WorkerClosed) {
        this.#isStopped = true; // closing: the records stay in the journal
        return;
      }
      const kept = rows.reduce((sum, { records }) => sum + records, 0);
      const attempt = `attempt ${(this.setback?.attempts ?? 0) + 1}, ${kept} records kept`;
      this.#ends.report(`${stream.arn}: local-aws failed to process: ${String(error)} (${attempt})`);
      throw error;
    }
  }

  async #throughSteps(stream: DeliveryStream, records: ProcessedRecord[]): Promise<StepResult> {
    const { ProcessingConfiguration, DynamicPartitioningConfiguration, Prefix } = stream.destination;
    const { clock, region } = this.#aws;
    const refused = this.#refusedFunction(stream, records);
    if (refused) return refused;
    const needed = partitionKeysOf(parsePrefix(Prefix, 'Prefix'));
    const steps = stepsOf(
      ProcessingConfiguration,
      { deliveryStreamArn: stream.arn, region, keysInPrefix: needed.fromQuery },
      { ...this.#tools, jq: this.#timedJq(), clock },
    );
    const result = await runSteps(steps, records);
    if (DynamicPartitioningConfiguration?.Enabled) return requireKeys(result, needed, clock);
    // Keys that a Lambda function gives without dynamic partitioning say nothing.
    return { ...result, records: result.records.map((one) => ({ ...one, partitionKeys: undefined })) };
  }

  #timedJq(): Jq {
    const { jq } = this.#tools;
    return {
      ...jq,
      run: async (query, texts) => {
        const started = this.#aws.clock.now();
        try {
          return await jq.run(query, texts);
        } finally {
          this.#metrics.add('JQProcessing.Duration', this.#aws.clock.now() - started);
        }
      },
    };
  }

  /** Firehose invokes a function as the stream's role, too: without the right every record fails (AWS documentation). */
  #refusedFunction(stream: DeliveryStream, records: ProcessedRecord[]): StepResult | undefined {
    const lambda = lambdaOf(stream);
    const refusal = lambda && this.#invokeRefusal(stream, lambda);
    if (!refusal) return undefined;
    this.#ends.report(`${stream.arn}: ${refusal.errorCode}: ${refusal.errorMessage}`);
    const attemptEndedAt = this.#aws.clock.now();
    const failed = records.map((record) => ({
      record,
      errorOutputType: 'processing-failed' as const,
      ...refusal,
      attemptsMade: 1,
      attemptEndedAt,
      lambdaArn: lambda.arn,
    }));
    return { records: [], failed };
  }

  #invokeRefusal(
    stream: DeliveryStream,
    { arn, roleArn }: { arn: string; roleArn: string | undefined },
  ): Pick<FailedRecord, 'errorCode' | 'errorMessage'> | undefined {
    try {
      const role = deliveryRole(this.#aws, roleArn ?? stream.destination.RoleARN, stream.arn);
      const decision = authorize(this.#aws, role, { action: 'lambda:InvokeFunction', resource: arn });
      if (decision.allowed) return undefined;
      return {
        errorCode: 'Lambda.InvokeAccessDenied',
        errorMessage: `Access was denied. Ensure that the access policy allows access to the Lambda function. ${decision.explanation}`,
      };
    } catch (error) {
      if (!(error instanceof RoleNotAssumable)) throw error;
      return { errorCode: 'Lambda.AssumeRoleAccessDenied', errorMessage: error.message };
    }
  }

  #count({ records, failed }: StepResult, duration: number): void {
    this.#metrics.add('ExecuteProcessing.Duration', duration);
    this.#metrics.attempt('ExecuteProcessing.Success', failed.length === 0);
    this.#metrics.add('SucceedProcessing.Records', records.length);
    this.#metrics.add(
      'SucceedProcessing.Bytes',
      records.reduce((sum, { data }) => sum + data.byteLength, 0),
    );
  }
}

/** The records of a row, each a view of its bytes; none when a full disk has undone it. */
function recordsOf({ key, arrivedAt, read }: AcceptedRow): ProcessedRecord[] {
  const { data, lengths } = read() ?? NO_RECORDS;
  let at = 0;
  return Array.from(lengths, (length) => {
    const record = { row: key, arrivedAt, data: data.subarray(at, at + length) };
    at += length;
    return record;
  });
}

/** The Lambda processor that is in force; undefined without one. */
function lambdaOf({ destination }: DeliveryStream) {
  const { Enabled, Processors } = destination.ProcessingConfiguration ?? {};
  const lambda = Enabled && Processors?.find(({ Type }) => Type === 'Lambda');
  return lambda ? lambdaSettings(lambda) : undefined;
}
