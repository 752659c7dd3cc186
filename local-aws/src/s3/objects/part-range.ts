import { invalidArgument } from '../errors.js';
import type { ObjectRow } from '../rows.js';
import { invalidPartNumber } from './object-errors.js';
import type { ByteRange } from './range.js';

/** Numbers of parts (AWS documentation). */
const MOST_PARTS = 10_000;

/** @throws AwsError InvalidArgument (recorded on AWS) */
export function checkPartNumber(number: number | undefined): number {
  if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= MOST_PARTS) return number;
  const text = `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`;
  throw invalidArgument(text, 'partNumber', number ?? '');
}

/**
 * Where a part of an object stands in it. An object that was put in one piece is its own part 1; undefined
 * when there is nothing in it.
 *
 * @throws AwsError InvalidPartNumber, InvalidArgument.
 */
export function partRange(partNumber: number, { size, parts }: ObjectRow): ByteRange | undefined {
  const wanted = checkPartNumber(partNumber);
  let start = 0;
  for (const part of parts ?? [{ number: 1, size }]) {
    const end = start + part.size - 1;
    if (part.number === wanted) return end < start ? undefined : { start, end };
    start = end + 1;
  }
  throw invalidPartNumber(wanted, parts?.length ?? 1);
}
