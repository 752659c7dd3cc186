import type { UntagDeliveryStreamInput, UntagDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { streamThatIs } from '../status.js';
import { tagKeyContext } from './tags.js';

/** A key that is not there is no error (recorded on AWS). */
export const untagDeliveryStream: Operation<UntagDeliveryStreamInput, UntagDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    {
      action: 'firehose:UntagDeliveryStream',
      resource: aws.firehose.arn(input.DeliveryStreamName ?? ''),
      context: tagKeyContext(input.TagKeys),
    },
  ],

  run(input, { aws }) {
    const stream = streamThatIs(aws, input.DeliveryStreamName ?? '', 'ACTIVE', 'CREATING');
    const gone = new Set(input.TagKeys);
    aws.firehose.save({ ...stream, tags: stream.tags.filter(({ Key = '' }) => !gone.has(Key)) });
    return {};
  },
};
