import type { DeleteDeliveryStreamInput, DeleteDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import type { LocalAws, Operation } from '../../operation.js';
import { resourceInUse } from '../errors.js';
import { failureOnPurpose, statusOf } from '../status.js';
import type { DeliveryStream } from '../stream.js';

export const deleteDeliveryStream: Operation<DeleteDeliveryStreamInput, DeleteDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:DeleteDeliveryStream', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
    const isForced = input.AllowForceDelete ?? false;
    const status = statusOf(aws, stream);
    refuseIn(status, isForced, `Firehose ${stream.name} under accountId ${aws.account}`);
    if (isForced) aws.firehose.beginDeletion({ ...stream, failedDeletion: undefined });
    else if (status !== 'DELETING') beginDeletion(aws, stream);
    return {};
  },
};

/** The statuses are those of AWS's API model; the texts are decided by us. */
function refuseIn(status: string, isForced: boolean, firehose: string): void {
  if (status === 'CREATING') throw resourceInUse(`${firehose} is being created and cannot be deleted yet`);
  if (status === 'DELETING_FAILED' && !isForced) {
    throw resourceInUse(`${firehose} is DELETING_FAILED; it can be deleted with AllowForceDelete`);
  }
}

/** A deletion that is to fail drops nothing (decided by us): what waits is delivered, also afterwards. */
function beginDeletion(aws: LocalAws, stream: DeliveryStream): void {
  const failure = failureOnPurpose(aws, 'Deletion', stream.name);
  if (failure) aws.firehose.save({ ...stream, failedDeletion: { begunAt: aws.clock.now(), failure } });
  else aws.firehose.beginDeletion(stream);
}
