import type { DeliveryStreamFailureType, FailureDescription } from '@aws-sdk/client-firehose';
import type { LocalAws } from '../operation.js';
import { resourceInUse } from './errors.js';
import type { DeliveryStream } from './stream.js';

export type Status = 'ACTIVE' | 'CREATING' | 'CREATING_FAILED' | 'DELETING' | 'DELETING_FAILED';

/** The status of a stream, which the clock tells: it takes its time to be created and to be deleted, or to fail. */
export function statusOf({ clock, durations }: LocalAws, stream: DeliveryStream): Status {
  if (stream.deletedAt !== undefined) return 'DELETING';
  if (stream.failedDeletion) {
    const isUnderWay = clock.elapsed(stream.failedDeletion.begunAt) < durations.streamDeletion;
    return isUnderWay ? 'DELETING' : 'DELETING_FAILED';
  }
  if (clock.elapsed(stream.createdAt) < durations.streamCreation) return 'CREATING';
  return stream.creationFailure ? 'CREATING_FAILED' : 'ACTIVE';
}

/** Why a stream is in a status that ends in `_FAILED`, as DescribeDeliveryStream shows it. */
export function failureOf(aws: LocalAws, stream: DeliveryStream): FailureDescription | undefined {
  const status = statusOf(aws, stream);
  if (status === 'CREATING_FAILED') return stream.creationFailure;
  return status === 'DELETING_FAILED' ? stream.failedDeletion?.failure : undefined;
}

/**
 * A fault made on purpose that lets a stream's creation or deletion fail later: the call itself succeeds. The
 * code of its answer is shown as the type of the failure.
 */
export function failureOnPurpose(
  { faults }: LocalAws,
  what: 'Creation' | 'Deletion',
  name: string,
): FailureDescription | undefined {
  const answer = faults.failure(what, name);
  return answer && { Type: answer.code as DeliveryStreamFailureType, Details: answer.message ?? '' };
}

/**
 * The stream of that name, if it has one of these statuses.
 *
 * @throws AwsError ResourceNotFoundException, ResourceInUseException (its text is decided by us)
 */
export function streamThatIs(aws: LocalAws, name: string, ...statuses: Status[]): DeliveryStream {
  const stream = aws.firehose.get(name);
  const status = statusOf(aws, stream);
  if (!statuses.includes(status)) {
    throw resourceInUse(`Firehose ${name} under accountId ${aws.account} is ${status}`);
  }
  return stream;
}
