/** What a caller is told when the fault is ours, or the disk's: the 500 that its service has. */
import { AwsError } from '../errors.js';
import type { ServiceName } from '../operation.js';
import { StoreError } from '../store/store-error.js';

/**
 * The services' own 500s: S3's and IAM's of their API references, "Common errors" of AWS's references for
 * the others.
 */
const CODES: Readonly<Record<ServiceName, string>> = {
  firehose: 'InternalFailure',
  iam: 'ServiceFailure',
  s3: 'InternalError',
  sts: 'InternalFailure',
};

/** The calls of which Firehose's model has ServiceUnavailableException: what every producer tries again. */
const FIREHOSE_PUTS: ReadonlySet<string | undefined> = new Set(['PutRecord', 'PutRecordBatch']);

/**
 * The answer to a call that failed without a reason of AWS's. A disk that is full or not ours to write is
 * named, since the caller is who can mend it (decided by us: AWS names no reason); a bug is not.
 */
export function internalFailure(
  service: ServiceName,
  operation: string | undefined,
  cause: unknown,
): AwsError {
  const isDisk = cause instanceof StoreError;
  const text = isDisk
    ? `local-aws ${cause.message}`
    : 'local-aws failed; its log on standard error says why.';
  if (isDisk && service === 'firehose' && FIREHOSE_PUTS.has(operation)) {
    return new AwsError('ServiceUnavailableException', 503, text, {}, { cause });
  }
  return new AwsError(CODES[service], 500, text, {}, { cause });
}
