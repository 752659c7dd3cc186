/** Where a chunk goes, and what its object is called. */
import { randomUUID } from 'node:crypto';
import { formatPattern } from '../destination/java-time.js';
import {
  errorPrefix,
  objectPrefix,
  type PrefixTime,
  parsePrefix,
} from '../destination/prefix-expressions.js';
import type { ErrorOutputType, PartitionKeys } from '../processing/record.js';
import { DEFAULT_RETRY_SECONDS, type DeliveryStream, MIB, type S3Settings } from '../stream.js';
import type { BufferLimits } from './buffer.js';
import { FORMATS } from './compression/index.js';

export type Target =
  /** Delivered records, of one partition when there is dynamic partitioning, of one internal shard otherwise. */
  | { kind: 'main'; partitionKeys?: PartitionKeys; shard?: number }
  /** Records that processing gave up, or that S3 did not take. */
  | { kind: 'error'; errorOutputType: ErrorOutputType }
  /** Source records as they came, of one internal shard. */
  | { kind: 'backup'; shard?: number };

/** Interval 0 means "within seconds" on AWS (documentation); decided by us. */
const SHORTEST_INTERVAL_MS = 1_000;

/** The settings that hold for a target. Error objects go to the bucket and with the hints of the destination. */
export function settingsOf({ destination }: DeliveryStream, target: Target): S3Settings {
  return target.kind === 'backup' ? (destination.S3Backup ?? destination) : destination;
}

export function limitsOf(stream: DeliveryStream, target: Target): BufferLimits {
  const { SizeInMBs, IntervalInSeconds } = settingsOf(stream, target).BufferingHints;
  return { bytes: SizeInMBs * MIB, interval: Math.max(IntervalInSeconds * 1_000, SHORTEST_INTERVAL_MS) };
}

/**
 * How long, after the first failure, the delivery of a partition's object is tried again, in milliseconds of the
 * clock (AWS API model, "RetryOptions"); undefined for everything else, which is tried as long as it is kept.
 */
export function retryDurationOf({ destination }: DeliveryStream, target: Target): number | undefined {
  if (target.kind !== 'main' || !target.partitionKeys) return undefined;
  const { RetryOptions } = destination.DynamicPartitioningConfiguration ?? {};
  return (RetryOptions?.DurationInSeconds ?? DEFAULT_RETRY_SECONDS) * 1_000;
}

/** Two records with the same name of their target can share an object. */
export function nameOf(target: Target): string {
  if (target.kind === 'error') return `error ${target.errorOutputType}`;
  if (target.kind === 'backup') return `backup ${target.shard ?? 0}`;
  return target.partitionKeys ? `main ${JSON.stringify(target.partitionKeys)}` : `main ${target.shard ?? 0}`;
}

/**
 * A prefix says nothing for an object: a pattern cannot write its time, such as `pd` on the 10th of a month, or
 * the prefix asks for a partition key that was not asked for when its records were processed.
 */
export class PrefixNotEvaluated extends Error {}

/**
 * The key of an object: `<prefix><stream>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid><extension>` (AWS
 * documentation, "Amazon S3 object name format"). Both times are the arrival of the object's oldest record;
 * for the second one AWS does not say which instant it is, so that is decided by us.
 *
 * @throws PrefixNotEvaluated
 */
export function objectKey(stream: DeliveryStream, target: Target, oldestArrival: number): string {
  const { destination } = stream;
  const time: PrefixTime = { instant: oldestArrival, zone: destination.CustomTimeZone || 'UTC' };
  const suffix = formatPattern('yyyy-MM-dd-HH-mm-ss', time.instant, time.zone);
  const extension = destination.FileExtension || FORMATS[settingsOf(stream, target).CompressionFormat].suffix;
  const name = `${stream.name}-${stream.version}-${suffix}-${randomUUID()}${extension}`;
  try {
    return prefixOf(stream, target, time) + name;
  } catch (cause) {
    const arrived = new Date(oldestArrival).toISOString();
    const until = retryDurationOf(stream, target) === undefined ? '; until then they wait' : '';
    throw new PrefixNotEvaluated(
      `the prefix cannot be evaluated for records that arrived at ${arrived}: ${(cause as Error).message}. Change it with UpdateDestination${until}`,
      { cause },
    );
  }
}

function prefixOf(stream: DeliveryStream, target: Target, time: PrefixTime): string {
  const { Prefix, ErrorOutputPrefix } = settingsOf(stream, target);
  const prefix = parsePrefix(Prefix, 'Prefix');
  if (target.kind === 'error') {
    const { errorOutputType } = target;
    return errorPrefix(parsePrefix(ErrorOutputPrefix, 'ErrorOutputPrefix'), prefix, {
      ...time,
      errorOutputType,
    });
  }
  return objectPrefix(
    prefix,
    target.kind === 'main' ? { ...time, partitionKeys: target.partitionKeys } : time,
  );
}
