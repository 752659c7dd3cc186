import type { TagDeliveryStreamInput, TagDeliveryStreamOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';
import { streamThatIs } from '../status.js';
import { tagContext, withTags } from './tags.js';

/** The version of the stream stays: tags are no part of its configuration (seen in a Terraform pull request). */
export const tagDeliveryStream: Operation<TagDeliveryStreamInput, TagDeliveryStreamOutput> = {
  needs: (input, { aws }) => [
    {
      action: 'firehose:TagDeliveryStream',
      resource: aws.firehose.arn(input.DeliveryStreamName ?? ''),
      context: tagContext(input.Tags),
    },
  ],

  run(input, { aws }) {
    const stream = streamThatIs(aws, input.DeliveryStreamName ?? '', 'ACTIVE', 'CREATING');
    aws.firehose.save({ ...stream, tags: withTags(stream.tags, input.Tags) });
    return {};
  },
};
