import type {
  ListTagsForDeliveryStreamInput,
  ListTagsForDeliveryStreamOutput,
} from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';

const LARGEST_PAGE = 50;

export const listTagsForDeliveryStream: Operation<
  ListTagsForDeliveryStreamInput,
  ListTagsForDeliveryStreamOutput
> = {
  needs: (input, { aws }) => [
    {
      action: 'firehose:ListTagsForDeliveryStream',
      resource: aws.firehose.arn(input.DeliveryStreamName ?? ''),
    },
  ],

  run(input, { aws }) {
    const { tags } = aws.firehose.get(input.DeliveryStreamName ?? '');
    const start = input.ExclusiveStartTagKey;
    const from = start === undefined ? 0 : tags.findIndex((tag) => tag.Key === start) + 1;
    const page = tags.slice(from, from + (input.Limit ?? LARGEST_PAGE));
    return { Tags: page, HasMoreTags: from + page.length < tags.length };
  },
};
