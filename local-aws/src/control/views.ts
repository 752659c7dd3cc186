import { failureOf, type Status, statusOf } from '../firehose/status.js';
import type { DeliveryStream } from '../firehose/stream.js';
import { limitsOf } from '../firehose/target.js';
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
  bytes: number;
  /** Seconds of AWS's time. */
  oldestAgeSeconds: number;
  /** By the buffering hints. What could not be delivered waits for its next attempt instead, as the log says. */
  secondsUntilFlush: number;
  bytesUntilFlush: number;
  /** Active partitions of dynamic partitioning. */
  partitions: number;
}

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
  const { bytes, oldestArrival, partitions } = firehose.waiting(stream);
  if (oldestArrival === undefined) return null;
  const limits = limitsOf(stream, { kind: 'main' });
  const age = clock.elapsed(oldestArrival);
  return {
    bytes,
    oldestAgeSeconds: age / 1_000,
    secondsUntilFlush: Math.max(0, limits.interval - age) / 1_000,
    bytesUntilFlush: Math.max(0, limits.bytes - bytes),
    partitions,
  };
}
