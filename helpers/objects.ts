/** Step 7: what landed in S3. */
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Aws } from './connect.js';
import { failed } from './errors.js';
import { splitGlued } from './glued.js';
import type { Measurement } from './sensor.js';
import { type WaitOptions, WaitTimeout, waitFor } from './wait.js';

export interface S3ObjectSummary {
  key: string;
  bytes: number;
  lastModified: Date;
}

/** @throws StepError when the bucket cannot be listed. */
export async function listObjects(aws: Aws, bucket: string, prefix = ''): Promise<S3ObjectSummary[]> {
  const found: S3ObjectSummary[] = [];
  try {
    for await (const page of paginateListObjectsV2({ client: aws.s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        found.push({ key: Key, bytes: Size, lastModified: LastModified });
      }
    }
  } catch (error) {
    throw failed(`Listing the objects of the bucket ${bucket} under ${JSON.stringify(prefix)}`, error);
  }
  return found;
}

const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * Reads one object as text, unpacking gzip. The first two bytes say whether it is gzip; its name and headers
 * only claim it.
 *
 * @throws StepError when it cannot be read.
 */
export async function readObject(aws: Aws, bucket: string, key: string): Promise<string> {
  try {
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const isGzip = GZIP_MAGIC.every((byte, index) => bytes[index] === byte);
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw failed(`Reading the object ${key} of the bucket ${bucket}`, error);
  }
}

/**
 * Reads the measurements back from all objects under a prefix: one JSON document per line, or several where
 * they were put without a newline.
 *
 * @throws StepError when an object cannot be read or holds a line that is not JSON.
 */
export async function readMeasurements(aws: Aws, bucket: string, prefix = ''): Promise<Measurement[]> {
  const landed: Measurement[][] = [];
  for (const { key } of await listObjects(aws, bucket, prefix))
    landed.push(await measurementsIn(aws, bucket, key));
  return landed.flat();
}

async function measurementsIn(aws: Aws, bucket: string, key: string): Promise<Measurement[]> {
  const text = await readObject(aws, bucket, key);
  try {
    return text
      .split('\n')
      .flatMap(splitGlued)
      .map((line) => JSON.parse(line) as Measurement);
  } catch (error) {
    throw failed(
      `Reading the measurements in ${key}`,
      error,
      'Each record must be a JSON document, and should end in a newline: look at the object as text.',
    );
  }
}

/** Says which measurements count. */
export type Where = (measurement: Measurement) => boolean;

/**
 * Makes what counts the measurements under a prefix, as often as it is asked: different ones, since delivery is at
 * least once. Without an id each is one of its own. Each object is read once: S3 objects do not change.
 */
export function landedCounter(aws: Aws, bucket: string, prefix: string, where: Where = () => true) {
  const read = new Set<string>();
  const different = new Set<unknown>();
  return async (): Promise<number> => {
    for (const { key } of await listObjects(aws, bucket, prefix)) {
      if (read.has(key)) continue;
      const landed = (await measurementsIn(aws, bucket, key)).filter(where);
      for (const { id } of landed) different.add(id ?? Symbol());
      read.add(key);
    }
    return different.size;
  };
}

export type LandingOptions = Omit<WaitOptions, 'onProgress'> & {
  /** Counts only these. */
  where?: Where;
  onProgress?: (landed: number, seconds: number) => void;
};

/**
 * Waits until at least `expected` records have landed under the prefix. One that landed twice counts once.
 *
 * @returns how many landed.
 * @throws StepError when they do not come; it says how many did and where to look. The signal's reason when it
 *   is aborted.
 */
export async function waitForRecords(
  aws: Aws,
  bucket: string,
  prefix: string,
  expected: number,
  options: LandingOptions,
): Promise<number> {
  const count = landedCounter(aws, bucket, prefix, options.where);
  let landed = 0;
  const look = async () => {
    landed = await count();
    return landed >= expected ? landed : undefined;
  };
  try {
    return await waitFor(`${expected} records to land in s3://${bucket}/${prefix}`, look, {
      ...options,
      onProgress: (seconds) => options.onProgress?.(landed, seconds),
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw failed(
      `Waiting for ${expected} records in s3://${bucket}/${prefix} (${landed} landed)`,
      error,
      'Firehose reports a delivery that fails to its error log only: look there (locally: .local-aws/local-aws.log), and at the policy of the role.',
    );
  }
}

/** How many measurements each station has, and their mean temperature. */
export function perStation(landed: Measurement[]): { station: string; count: number; mean: number }[] {
  const stations = new Map<string, number[]>();
  for (const { station, currentTemperature } of landed) {
    const temperatures = stations.get(station) ?? [];
    temperatures.push(currentTemperature);
    stations.set(station, temperatures);
  }
  return [...stations].map(([station, temperatures]) => ({
    station,
    count: temperatures.length,
    mean: temperatures.reduce((sum, value) => sum + value, 0) / temperatures.length,
  }));
}
