import { crc32 } from 'node:zlib';
import { invalidArgument } from '../errors.js';

/** Writes where a listing goes on as a token that callers cannot take for a key. */
export function writeToken(after: string): string {
  const bytes = Buffer.from(after);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return Buffer.concat([sum, bytes]).toString('base64url');
}

/** @throws AwsError InvalidArgument for anything that `writeToken` did not write (recorded on AWS). */
export function readToken(token: string): string {
  const after = Buffer.from(token, 'base64url').subarray(4).toString();
  if (writeToken(after) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  }
  return after;
}
