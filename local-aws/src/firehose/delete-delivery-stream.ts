import type { DeleteDeliveryStreamInput, DeleteDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../operation.js';
import { resourceInUse } from './errors.js';

export const deleteDeliveryStream: Operation<DeleteDeliveryStreamInput, DeleteDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    { action: 'firehose:DeleteDeliveryStream', resource: aws.firehose.arn(input.DeliveryStreamName ?? '') },
  ],

  run(input, { aws }) {
    const stream = aws.firehose.get(input.DeliveryStreamName ?? '');
    if (aws.firehose.status(stream) === 'CREATING') {
      throw resourceInUse(
        `Firehose ${stream.name} under accountId ${aws.account} is being created and cannot be deleted yet`,
      );
    }
    aws.firehose.beginDeletion(stream);
    return {};
  },
};
