/** Steps 6 and 7: the wait for the buffer, which says how much has landed, and about how much time is left. */
import type { Config } from './config.js';
import type { Aws } from './connect.js';
import { awsSeconds } from './local-switches.js';
import { type Where, waitForRecords } from './objects.js';
import { atMost, longerThanUsual, type Tell, withLine } from './wait-line.js';

/** Writing an object takes no longer than this as a rule, in seconds of AWS's time. Decided by us: nobody says. */
const WRITING_SECONDS = 10;

/** What should land. */
export interface Expected {
  bucket: string;
  prefix: string;
  count: number;
  /** Counts only these. */
  where?: Where;
  /** The stream's, in seconds of AWS's time; undefined when it is over already, and Firehose tries again. */
  intervalSeconds: number | undefined;
  /** Gives up after so many seconds of this machine. */
  timeoutSeconds: number;
}

export interface LandingProgress {
  landed: number;
  /** Seconds of AWS's time since the wait began. */
  seconds: number;
  /** About how much is left, in words. */
  left: string;
}

export interface LandingWaitOptions {
  /** Shows how far it is; by default a line does, in place. */
  onProgress?: (at: LandingProgress) => void;
  signal?: AbortSignal;
}

/**
 * Waits until so many records have landed.
 *
 * @returns how many landed.
 * @throws StepError when they do not come; it says how many did and where to look. The signal's reason when it
 *   is aborted.
 */
export async function waitForLanding(
  aws: Aws,
  config: Pick<Config, 'aws'>,
  expected: Expected,
  { onProgress, signal }: LandingWaitOptions = {},
): Promise<number> {
  const { bucket, prefix, count, where, timeoutSeconds } = expected;
  const left = leftOfLanding(config, expected);
  const timeScale = awsSeconds(config, 1);
  let landed = 0;
  const wait = (tell: Tell) =>
    waitForRecords(aws, bucket, prefix, count, {
      ...{ timeoutSeconds, timeScale, signal, where },
      onProgress(now, seconds) {
        landed = now;
        tell(seconds);
      },
    });
  if (onProgress)
    return wait((seconds) => onProgress({ landed, seconds: seconds * timeScale, left: left(seconds) }));
  const doing = () => `${landed} of ${count} landed`;
  return withLine({ doing, done: (all) => `${all} of ${count} landed`, left, timeScale }, wait);
}

/**
 * Says after so many seconds of this machine how many of AWS's are left until the buffer flushes; once it should have,
 * how many of this machine are left until waiting ends.
 */
export function leftOfLanding(
  config: Pick<Config, 'aws'>,
  { intervalSeconds, timeoutSeconds }: Pick<Expected, 'intervalSeconds' | 'timeoutSeconds'>,
): (seconds: number) => string {
  const timeScale = awsSeconds(config, 1);
  if (intervalSeconds === undefined) {
    const most = atMost(timeoutSeconds, timeScale);
    return (seconds) => `Firehose tries again: ${most(seconds)}`;
  }
  const unit = timeScale === 1 ? 's' : 'AWS seconds';
  return (seconds) => {
    const untilFlush = Math.ceil(intervalSeconds - seconds * timeScale);
    if (untilFlush > 0) return `about ${untilFlush} ${unit} until the buffer flushes`;
    if (untilFlush > -WRITING_SECONDS) return 'the buffer flushes now';
    return longerThanUsual(timeoutSeconds - seconds, timeScale);
  };
}
