import type { ListDeliveryStreamsInput, ListDeliveryStreamsOutput } from '@aws-sdk/client-firehose';
import type { Operation } from '../../operation.js';

const DEFAULT_LIMIT = 10;

export const listDeliveryStreams: Operation<ListDeliveryStreamsInput, ListDeliveryStreamsOutput> = {
  needs: () => [{ action: 'firehose:ListDeliveryStreams', resource: '*' }],

  run(input, { aws }) {
    const start = input.ExclusiveStartDeliveryStreamName;
    const ofType = (input.DeliveryStreamType ?? 'DirectPut') === 'DirectPut' ? aws.firehose.names() : [];
    const rest = start === undefined ? ofType : ofType.filter((name) => name > start);
    const page = rest.slice(0, input.Limit ?? DEFAULT_LIMIT);
    return { DeliveryStreamNames: page, HasMoreDeliveryStreams: page.length < rest.length };
  },
};
