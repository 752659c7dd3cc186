/** What a delivery stream has accepted and not delivered: for metrics, and for whoever looks inside. */
import type { Clock } from '../../clock.js';
import type { Gauges } from '../metrics.js';
import type { Chunk, ChunkBuffer } from './buffer.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { AcceptedRow } from './pipeline.js';
import type { Setback } from './retry-queue.js';
import type { Target } from './target.js';

/** The last stations of the way to a kind of object. */
export interface Outlet {
  target: Target;
  buffer: ChunkBuffer;
  queue: DeliveryQueue;
}

/** The parts of a stream in which something can wait. */
export interface Stations {
  outlets: readonly Outlet[];
  processing: { waiting: readonly AcceptedRow[]; isCollecting: boolean; setback: Setback | undefined };
}

export interface Waiting {
  bytes: number;
  /** A stamp of the clock; undefined when nothing waits. */
  oldestArrival: number | undefined;
  /** Active partitions of dynamic partitioning. */
  partitions: number;
  /** Whether some of it is collected: in an open buffer of any kind, or for a Lambda function. */
  isCollecting: boolean;
  /** What the destination's open buffers collect, until the buffering hints are reached. */
  open: { since: number; mostBytes: number } | undefined;
  /** What failed and is tried again: processing, or the delivery of a kind of object. */
  setbacks: (Setback & { of: 'processing' | Target['kind'] })[];
}

export const NOTHING_WAITS: Waiting = {
  bytes: 0,
  oldestArrival: undefined,
  partitions: 0,
  isCollecting: false,
  open: undefined,
  setbacks: [],
};

/** What waits: to be processed, in open buffers, and complete but not in S3. */
export function waitingIn(stations: Stations): Waiting {
  const { outlets, processing } = stations;
  const { setback } = processing;
  const inChunks = sum(chunksIn(outlets).map(({ bytes }) => bytes));
  return {
    bytes: inChunks + sum(processing.waiting.map(({ bytes }) => bytes)),
    oldestArrival: oldestIn(stations, () => true),
    partitions: partitionsIn(outlets),
    isCollecting: processing.isCollecting || outlets.some(({ buffer }) => buffer.waiting !== undefined),
    open: openIn(outlets),
    setbacks: [
      ...(setback ? [{ ...setback, of: 'processing' as const }] : []),
      ...outlets.flatMap(({ target, queue }) => (queue.setback ? { ...queue.setback, of: target.kind } : [])),
    ],
  };
}

/** Nothing is emitted for what does not wait (AWS documentation, "Troubleshooting"). */
export function gaugesIn(stations: Stations, clock: Clock): Gauges {
  const delivery = oldestIn(stations, ({ kind }) => kind !== 'backup');
  const backup = oldestIn(stations, ({ kind }) => kind === 'backup');
  const partitions = partitionsIn(stations.outlets);
  return {
    ...(delivery === undefined ? {} : { 'DeliveryToS3.DataFreshness': clock.elapsed(delivery) / 1_000 }),
    ...(backup === undefined ? {} : { 'BackupToS3.DataFreshness': clock.elapsed(backup) / 1_000 }),
    ...(partitions === 0 ? {} : { PartitionCount: partitions }),
  };
}

/** The partitions that have records which are not delivered. */
export function partitionsIn(outlets: readonly Outlet[]): number {
  return outlets.filter(({ target }) => target.kind === 'main' && target.partitionKeys).length;
}

/** When the oldest arrived of what waits for such targets. */
function oldestIn({ outlets, processing }: Stations, isMeant: (target: Target) => boolean) {
  const chunks = chunksIn(outlets.filter(({ target }) => isMeant(target)));
  const rows = isMeant({ kind: 'main' }) ? processing.waiting : [];
  return least([...chunks.map((one) => one.oldestArrival), ...rows.map((one) => one.arrivedAt)]);
}

function openIn(outlets: readonly Outlet[]): Waiting['open'] {
  const open = outlets.flatMap(({ target, buffer }) =>
    target.kind === 'main' && buffer.waiting ? buffer.waiting : [],
  );
  const since = least(open.map((chunk) => chunk.since));
  return since === undefined ? undefined : { since, mostBytes: Math.max(...open.map(({ bytes }) => bytes)) };
}

function chunksIn(outlets: readonly Outlet[]): Readonly<Chunk>[] {
  return outlets.flatMap(({ buffer, queue }) => [
    ...(buffer.waiting ? [buffer.waiting] : []),
    ...queue.waiting,
  ]);
}

/** Of a list that may be longer than the arguments of a call. */
function least(numbers: readonly number[]): number | undefined {
  let found = numbers[0];
  for (const one of numbers) if (found !== undefined && one < found) found = one;
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
