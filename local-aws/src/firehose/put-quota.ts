/** What a stream takes in a second, PutRecord and PutRecordBatch together (AWS documentation, "Amazon Data Firehose quota"). */
import { MIB } from './stream.js';

export interface PutQuota {
  records: number;
  requests: number;
  bytes: number;
}

const LARGE_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);
const LARGE: PutQuota = { records: 500_000, requests: 2_000, bytes: 5 * MIB };
const SMALL: PutQuota = { records: 100_000, requests: 1_000, bytes: MIB };

/**
 * The quota of a stream in a region. A throughput hint above the region's raises all three limits, which scale
 * together (decided by us: AWS promises nothing).
 */
export function putQuota(region: string, throughputHintInMBs = 0): PutQuota {
  const { records, requests, bytes } = LARGE_REGIONS.has(region) ? LARGE : SMALL;
  const factor = Math.max(1, (throughputHintInMBs * MIB) / bytes);
  return { records: records * factor, requests: requests * factor, bytes: bytes * factor };
}
