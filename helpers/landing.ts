/** Steps 6 and 7: what of one run has landed. Every record that the lesson sends carries `run/number` as its id. */
import type { Config } from './config.js';
import type { Aws } from './connect.js';
import { type LandingProgress, waitForLanding } from './landing-wait.js';
import { realSeconds } from './local-switches.js';
import type { Names } from './names.js';
import { landedCounter, readMeasurements, type Where } from './objects.js';
import type { Measurement } from './sensor.js';

/** Delivery may take so long beyond the interval before somebody should worry. */
const SLACK_SECONDS = 120;

/** Where to look: the account, the settings and the names of the pipeline. */
export interface Place {
  aws: Aws;
  config: Config;
  names: Names;
}

/** A name that no other run has, short enough to stand in every record. */
export function newRun(): string {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 4)}`;
}

/** Picks the measurements of a run. */
export function ofRun(run: string): Where {
  return ({ id }) => id?.startsWith(`${run}/`) ?? false;
}

/** Makes what counts the landed measurements of a run, as often as it is asked. */
export function counterOf({ aws, config, names }: Place, run: string): () => Promise<number> {
  return landedCounter(aws, names.bucket, config.s3.prefix, ofRun(run));
}

/** The measurements of a run, read back from S3. */
export async function readRun({ aws, config, names }: Place, run: string): Promise<Measurement[]> {
  return (await readMeasurements(aws, names.bucket, config.s3.prefix)).filter(ofRun(run));
}

export interface LandingOptions {
  /** Gives up after so many seconds of AWS's time; default the buffering interval, and two minutes. */
  withinSeconds?: number;
  /** The interval is over already: what lands is what Firehose tries again to deliver, whenever that is. */
  isOverdue?: boolean;
  /** Shows how far it is; by default a line does, in place. */
  onProgress?: (at: LandingProgress) => void;
  signal?: AbortSignal;
}

/**
 * Waits until `count` measurements of a run have landed.
 *
 * @returns how many landed.
 * @throws StepError when they do not come; it says how many did and where to look. The signal's reason when it
 *   is aborted.
 */
export async function untilLanded(
  { aws, config, names }: Place,
  run: string,
  count: number,
  { withinSeconds, isOverdue, ...options }: LandingOptions = {},
): Promise<number> {
  // By default nothing is scaled: a busy machine may be slow, however fast AWS's time passes.
  const timeoutSeconds =
    withinSeconds === undefined
      ? config.firehose.intervalInSeconds + SLACK_SECONDS
      : realSeconds(config, withinSeconds);
  const intervalSeconds = isOverdue ? undefined : config.firehose.intervalInSeconds;
  const expected = { bucket: names.bucket, prefix: config.s3.prefix, count, where: ofRun(run) };
  return waitForLanding(aws, config, { ...expected, intervalSeconds, timeoutSeconds }, options);
}
