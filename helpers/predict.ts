/** Step 5: what the key of an object will be, as far as one can know before it is written. */

import type { Config } from './config.js';
import type { Names } from './names.js';

/** What stands where only Firehose knows. */
const UNKNOWN = { minutesAndSeconds: 'mm-ss', uuid: '<uuid>' };

/**
 * The key of an object whose first record arrives at `time`: the prefix with the hour in UTC, then stream,
 * version, time and a random part (AWS documentation, "Configure Amazon S3 object name format").
 *
 * @param version the stream's: 1 after its creation, and one more with every change
 */
export function predictKey(config: Config, names: Names, { version = '1', time = new Date() } = {}): string {
  const [year, month, day, hour] = time.toISOString().split(/[-T:]/);
  const moment = [year, month, day, hour, UNKNOWN.minutesAndSeconds].join('-');
  const suffix = config.firehose.compressionFormat === 'GZIP' ? '.gz' : '';
  const name = [names.stream, version, moment, UNKNOWN.uuid].join('-');
  return `${config.s3.prefix}${year}/${month}/${day}/${hour}/${name}${suffix}`;
}

/** Whether a key is as predicted, whatever stands where only Firehose knows. */
export function isAsPredicted(key: string, predicted: string): boolean {
  const escaped = predicted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = escaped
    .replace(UNKNOWN.minutesAndSeconds, '\\d{2}-\\d{2}')
    .replace(UNKNOWN.uuid, '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}');
  return new RegExp(`^${pattern}$`).test(key);
}

/** The prediction and the key, one under the other, and whether they agree. */
export function compareKeys(predicted: string, key: string): string {
  const verdict = isAsPredicted(key, predicted) ? 'as predicted' : 'not as predicted';
  return `predicted  ${predicted}\nlanded     ${key}\n           ${verdict}`;
}
