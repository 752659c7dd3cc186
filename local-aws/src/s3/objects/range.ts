import { invalidRange } from '../errors.js';

/** The first and the last byte of a part of an object. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header against an object's size. What is no single range of bytes is ignored, as S3 does
 * (AWS documentation: it does not support several ranges in one request).
 *
 * @throws AwsError InvalidRange when the range begins behind the object's end.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!header || !match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Number(last);
    if (length === 0 || size === 0) throw invalidRange(size, header);
    return { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw invalidRange(size, header);
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
