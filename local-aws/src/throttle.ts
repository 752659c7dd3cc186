/**
 * Throttling by the quotas of AWS ("Amazon Data Firehose quota"). A bucket holds what may be used in one
 * second and fills up again at the quota's rate, in AWS's time (AWS documents rates only; the size of the
 * bucket is decided by us).
 */
import type { Clock } from './clock.js';
import { AwsError } from './errors.js';
import { putQuota } from './firehose/put-quota.js';

const CONTROL_CALLS = 5;

class Bucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #level: number;
  #filledAt: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#level = perSecond;
    this.#filledAt = clock.now();
  }

  has(amount: number): boolean {
    const seconds = this.#clock.elapsed(this.#filledAt) / 1_000;
    this.#filledAt = this.#clock.now();
    // A machine's clock that is set back must not empty the bucket.
    this.#level = Math.min(this.#perSecond, this.#level + Math.max(0, seconds) * this.#perSecond);
    return this.#level >= amount;
  }

  take(amount: number): void {
    this.#level -= amount;
  }
}

/** What is throttled: a delivery stream. */
interface Throttled {
  id: string;
  throughputHintInMBs?: number;
}

interface StreamBuckets {
  records: Bucket;
  requests: Bucket;
  bytes: Bucket;
}

export class Throttle {
  readonly #clock: Clock;
  readonly #region: string;
  readonly #streams = new Map<string, StreamBuckets>();
  readonly #operations = new Map<string, Bucket>();

  constructor(clock: Clock, region: string) {
    this.#clock = clock;
    this.#region = region;
  }

  /**
   * Counts a call of Firehose's control plane: 5 a second of each operation (AWS documentation).
   *
   * @throws AwsError ThrottlingException. AWS does not document which error it is; decided by us.
   */
  controlCall(operation: string): void {
    let bucket = this.#operations.get(operation);
    if (!bucket) {
      bucket = new Bucket(this.#clock, CONTROL_CALLS);
      this.#operations.set(operation, bucket);
    }
    if (!bucket.has(1)) throw new AwsError('ThrottlingException', 400, 'Rate exceeded');
    bucket.take(1);
  }

  /** Counts a put call to a stream; false when it is one too many. */
  admitsRequest(stream: Throttled): boolean {
    const { requests } = this.#bucketsOf(stream);
    if (!requests.has(1)) return false;
    requests.take(1);
    return true;
  }

  /** Counts a record of so many bytes; false when it is one too many. */
  admitsRecord(stream: Throttled, size: number): boolean {
    const { records, bytes } = this.#bucketsOf(stream);
    if (!records.has(1) || !bytes.has(size)) return false;
    records.take(1);
    bytes.take(size);
    return true;
  }

  #bucketsOf({ id, throughputHintInMBs }: Throttled): StreamBuckets {
    let buckets = this.#streams.get(id);
    if (!buckets) {
      const { records, requests, bytes } = putQuota(this.#region, throughputHintInMBs);
      const bucket = (perSecond: number) => new Bucket(this.#clock, perSecond);
      buckets = { records: bucket(records), requests: bucket(requests), bytes: bucket(bytes) };
      this.#streams.set(id, buckets);
    }
    return buckets;
  }
}
