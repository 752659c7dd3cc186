import { limitsOf } from '../firehose/delivery/target.js';
import type { Waiting } from '../firehose/delivery/waiting.js';
import { failureOf, type Status, statusOf } from '../firehose/status.js';
import type { DeliveryStream } from '../firehose/stream.js';
import type { LocalAws } from '../operation.js';

/** What a learner may see of a delivery stream and AWS shows in several places, or nowhere. */
export interface StreamView {
  name: string;
  arn: string;
  status: Status;
  /** Why it is CREATING_FAILED or DELETING_FAILED. */
  failure?: string;
  version: number;
  /** What is accepted and not in S3 yet; null when nothing is. */
  waiting: WaitingView | null;
  /** Sums since the server started, under CloudWatch's names. */
  metrics: Record<string, number>;
}

export interface WaitingView {
  /**
   * `buffering` until the buffering hints are reached, `delivering` on the way to S3, `retrying` when something
   * failed on the way.
   */
  state: 'buffering' | 'delivering' | 'retrying';
  bytes: number;
  /** Seconds of AWS's time. */
  oldestAgeSeconds: number;
  /** By the destination's buffering hints; null when its buffers are empty. */
  secondsUntilFlush: number | null;
  bytesUntilFlush: number | null;
  /** Active partitions of dynamic partitioning. */
  partitions: number;
  /** What failed and is tried again. */
  failures: FailureView[];
}

export interface FailureView {
  of: 'backup' | 'delivery' | 'error object' | 'processing';
  /** Attempts so far. */
  attempts: number;
  /** Of the last one. */
  reason: string;
  /** Seconds of AWS's time until the next one; 0 while it is being made. */
  secondsUntilNextAttempt: number;
}

const NAMES = {
  backup: 'backup',
  error: 'error object',
  main: 'delivery',
  processing: 'processing',
} as const;

export function streamView(aws: LocalAws, stream: DeliveryStream): StreamView {
  return {
    name: stream.name,
    arn: stream.arn,
    status: statusOf(aws, stream),
    failure: failureOf(aws, stream)?.Details,
    version: stream.version,
    waiting: waitingView(aws, stream),
    metrics: aws.firehose.metrics(stream).snapshot(),
  };
}

function waitingView({ clock, firehose }: LocalAws, stream: DeliveryStream): WaitingView | null {
  const { bytes, oldestArrival, partitions, open, setbacks, isCollecting } = firehose.waiting(stream);
  if (oldestArrival === undefined) return null;
  const limits = limitsOf(stream, { kind: 'main' });
  return {
    state: setbacks.length > 0 ? 'retrying' : isCollecting ? 'buffering' : 'delivering',
    bytes,
    oldestAgeSeconds: clock.elapsed(oldestArrival) / 1_000,
    secondsUntilFlush: open ? Math.max(0, limits.interval - clock.elapsed(open.since)) / 1_000 : null,
    bytesUntilFlush: open ? Math.max(0, limits.bytes - open.mostBytes) : null,
    partitions,
    failures: setbacks.map(failureView),
  };
}

function failureView({ of, attempts, reason, nextAttemptIn }: Waiting['setbacks'][number]): FailureView {
  return { of: NAMES[of], attempts, reason, secondsUntilNextAttempt: nextAttemptIn / 1_000 };
}
