import { randomUUID } from 'node:crypto';
import { evaluatePrefix, formatInstant } from './prefix.js';
import type { DeliveryStream } from './stream.js';

const EXTENSIONS = { GZIP: '.gz', UNCOMPRESSED: '' } as const;

/**
 * The key of an object: `<prefix><stream>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid><extension>` (AWS
 * documentation, "Amazon S3 object name format"). Both times are the arrival of the object's oldest record;
 * for the second one AWS does not say which instant it is, so that is decided by us.
 */
export function objectKey(stream: DeliveryStream, oldestArrival: number): string {
  const { Prefix = '', FileExtension, CompressionFormat } = stream.destination;
  const instant = new Date(oldestArrival);
  const suffix = formatInstant('yyyy-MM-dd-HH-mm-ss', instant);
  const extension = FileExtension || EXTENSIONS[CompressionFormat];
  return `${evaluatePrefix(Prefix, instant)}${stream.name}-${stream.version}-${suffix}-${randomUUID()}${extension}`;
}
