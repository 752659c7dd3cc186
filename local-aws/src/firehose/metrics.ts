/** The metrics of a delivery stream under the names that CloudWatch gives them (AWS documentation, "Monitoring"). */

/** Operations with API-level metrics, as CloudWatch names them. */
export type MeasuredCall =
  | 'DescribeDeliveryStream'
  | 'ListDeliveryStreams'
  | 'PutRecord'
  | 'PutRecordBatch'
  | 'UpdateDeliveryStream';

/** What is added up. */
export type SumName =
  | `${'BackupToS3' | 'DeliveryToS3'}.${'Bytes' | 'Records'}`
  | `${MeasuredCall}.Requests`
  | 'DeliveryToS3.ObjectCount'
  | 'ExecuteProcessing.Duration'
  | 'IncomingBytes'
  | 'IncomingPutRequests'
  | 'IncomingRecords'
  | 'JQProcessing.Duration'
  | 'PartitionCountExceeded'
  | 'PutRecord.Bytes'
  | 'PutRecordBatch.Bytes'
  | 'PutRecordBatch.Records'
  | 'SucceedProcessing.Bytes'
  | 'SucceedProcessing.Records'
  | 'ThrottledRecords';

/** Attempts that succeed or not; CloudWatch shows their share. */
export type RatioName = 'BackupToS3.Success' | 'DeliveryToS3.Success' | 'ExecuteProcessing.Success';

/** What is shown as the mean of its values. */
type MeanName = RatioName | `${MeasuredCall}.Latency`;

/** How it is at this moment. */
type GaugeName =
  | 'BackupToS3.DataFreshness'
  | 'BytesPerSecondLimit'
  | 'DeliveryToS3.DataFreshness'
  | 'PartitionCount'
  | 'PutRequestsPerSecondLimit'
  | 'RecordsPerSecondLimit'
  | 'ResourceCount';

export type Gauges = Partial<Record<GaugeName, number>>;

/**
 * Sums since the server started; CloudWatch would sum them by the minute. Ratios are from 0 to 1, durations and
 * latencies in milliseconds, freshness in seconds.
 */
export class Metrics {
  readonly #gauges: () => Gauges;
  readonly #sums = new Map<SumName, number>();
  readonly #means = new Map<MeanName, { count: number; total: number }>();

  constructor(gauges: () => Gauges) {
    this.#gauges = gauges;
  }

  add(name: SumName, value = 1): void {
    this.#sums.set(name, this.sum(name) + value);
  }

  /** A sum as it is now. */
  sum(name: SumName): number {
    return this.#sums.get(name) ?? 0;
  }

  attempt(name: RatioName, succeeded: boolean): void {
    this.#mean(name, succeeded ? 1 : 0);
  }

  /** Counts a call that took so many milliseconds. */
  call(name: MeasuredCall, latency: number): void {
    this.add(`${name}.Requests`);
    this.#mean(`${name}.Latency`, latency);
  }

  #mean(name: MeanName, value: number): void {
    const { count, total } = this.#means.get(name) ?? { count: 0, total: 0 };
    this.#means.set(name, { count: count + 1, total: total + value });
  }

  /** Those that have been emitted at least once: CloudWatch shows nothing for a metric without data. */
  snapshot(): Record<string, number> {
    const means = [...this.#means].map(([name, { count, total }]) => [name, total / count] as const);
    const all = [...this.#sums, ...means, ...Object.entries(this.#gauges())];
    return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
