/** The metrics of a delivery stream under the names that CloudWatch gives them (AWS documentation, "Monitoring"). */

const NAMES = [
  'BackupToS3.Bytes',
  'BackupToS3.Records',
  'DeliveryToS3.Bytes',
  'DeliveryToS3.ObjectCount',
  'DeliveryToS3.Records',
  'ExecuteProcessing.Duration',
  'IncomingBytes',
  'IncomingPutRequests',
  'IncomingRecords',
  'JQProcessing.Duration',
  'PartitionCountExceeded',
  'SucceedProcessing.Bytes',
  'SucceedProcessing.Records',
  'ThrottledRecords',
] as const;

/** Attempts that succeed or not; CloudWatch shows their share. */
const RATIOS = ['BackupToS3.Success', 'DeliveryToS3.Success', 'ExecuteProcessing.Success'] as const;

/** How it is at this moment. */
const GAUGES = ['BackupToS3.DataFreshness', 'DeliveryToS3.DataFreshness', 'PartitionCount'] as const;

export type MetricName = (typeof NAMES)[number];
export type Gauges = Partial<Record<(typeof GAUGES)[number], number>>;
export type RatioName = (typeof RATIOS)[number];

/**
 * Sums since the server started; CloudWatch would sum them by the minute. Ratios are from 0 to 1, durations
 * in milliseconds, freshness in seconds.
 */
export class StreamMetrics {
  readonly #gauges: () => Gauges;
  readonly #sums = new Map<MetricName, number>();
  readonly #attempts = new Map<RatioName, { all: number; succeeded: number }>();

  constructor(gauges: () => Gauges) {
    this.#gauges = gauges;
  }

  add(name: MetricName, value = 1): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + value);
  }

  attempt(name: RatioName, succeeded: boolean): void {
    const { all, succeeded: before } = this.#attempts.get(name) ?? { all: 0, succeeded: 0 };
    this.#attempts.set(name, { all: all + 1, succeeded: before + (succeeded ? 1 : 0) });
  }

  /** Those that have been emitted at least once: CloudWatch shows nothing for a metric without data. */
  snapshot(): Record<string, number> {
    const ratios = [...this.#attempts].map(([name, { all, succeeded }]) => [name, succeeded / all] as const);
    const all = [...this.#sums, ...ratios, ...Object.entries(this.#gauges())];
    return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
