import { awsFault } from '../helpers/errors.js';

/** Says whether AWS's answer, or the one behind a helper's error, is that the caller lacks a right. */
export function isDenied(error: unknown): boolean {
  const { name, status } = awsFault((error as Error).cause ?? error);
  return /^AccessDenied/.test(name) || status === 403; // Firehose denies with status 400, HEAD without a name
}
