/** Firehose's modeled errors; all are HTTP 400 but the service's own. */
import { AwsError } from '../errors.js';

export function invalidArgument(message: string, cause?: unknown): AwsError {
  return new AwsError('InvalidArgumentException', 400, message, {}, { cause });
}

export function resourceInUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', 400, message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', 400, message);
}

/** As the control plane words it (seen in the output of tests on a real account). */
export function streamNotFound(name: string, account: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    400,
    `Firehose ${name} under account ${account} not found.`,
  );
}

/** As the put calls word it (quoted from a real answer in a public issue). */
export function streamNotFoundForPut(name: string, account: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    400,
    `Firehose ${name} not found under account ${account}.`,
  );
}

export function concurrentModification(name: string, current: number, given: string): AwsError {
  return new AwsError(
    'ConcurrentModificationException',
    400,
    `Cannot update firehose: ${name} since the current version id: ${current} and specified version id: ${given} do not match`,
  );
}
